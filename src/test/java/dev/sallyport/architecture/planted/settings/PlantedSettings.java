package dev.sallyport.architecture.planted.settings;

import com.ibm.icu.util.VersionInfo;
import picocli.CommandLine.Option;

/** Uses the libraries of the command line and of the catalog. */
public final class PlantedSettings {
    @Option(names = "--planted")
    private boolean planted;

    @Override
    public String toString() {
        return "planted " + planted + VersionInfo.ICU_VERSION;
    }
}
