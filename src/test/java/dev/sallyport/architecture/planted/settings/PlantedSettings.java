package dev.sallyport.architecture.planted.settings;

import picocli.CommandLine.Option;

/** Uses the library of the command line. */
public final class PlantedSettings {
    @Option(names = "--planted")
    private boolean planted;

    @Override
    public String toString() {
        return "planted " + planted;
    }
}
