package dev.sallyport.architecture.planted.settings;

import com.ibm.icu.util.VersionInfo;
import com.nimbusds.jose.JWSAlgorithm;
import dev.cel.common.types.SimpleType;
import io.opentelemetry.api.trace.SpanKind;
import org.sqlite.SQLiteErrorCode;
import picocli.CommandLine.Option;

/** Uses the libraries of the command line, of the catalog, of tokens, of conditions, of traces and of the store. */
public final class PlantedSettings {
    @Option(names = "--planted")
    private boolean planted;

    @Override
    public String toString() {
        return "planted " + planted + VersionInfo.ICU_VERSION + JWSAlgorithm.ES256 + SimpleType.BOOL
                + SQLiteErrorCode.SQLITE_OK + SpanKind.CLIENT;
    }
}
