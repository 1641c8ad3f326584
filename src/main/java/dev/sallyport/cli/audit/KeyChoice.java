package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The public key by which ledgers are verified. */
final class KeyChoice {
    private static final String FILE = "ledger-key.pub";

    @Option(
            names = "--key",
            paramLabel = "FILE|KEY",
            description = "The verifier key, as `sallyport audit key` prints it, or a file that holds it (default:"
                    + " ledger-key.pub of the home).")
    private @Nullable String key;

    /** The key; that of the home in {@code home} where none is named. */
    String text(Path home) throws IOException {
        if (key != null && key.matches("[^+\\s]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+")) {
            return key;
        }
        Path file = key == null ? home.resolve(FILE) : Path.of(key);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-key",
                    "there is no key in " + file + "; name the one that whoever runs the gateway printed with"
                            + " `sallyport audit key`: --key FILE");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    }
}
