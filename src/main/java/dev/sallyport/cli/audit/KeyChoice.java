package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.ledger.verify.Note;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The public keys by which ledgers are verified. */
final class KeyChoice {
    private static final String FILE = "ledger-key.pub";

    @Option(
            names = "--key",
            paramLabel = "FILE|KEY",
            description = "The verifier key, as `sallyport audit key` prints it, or a file that holds it (default:"
                    + " ledger-key.pub of the home). May be repeated, oldest first, where a key was replaced: each ledger is"
                    + " verified with the one that signed its checkpoint.")
    private List<String> keys = new ArrayList<>();

    /** The keys; that of the home in {@code home} where none is named. */
    String[] texts(Path home) throws IOException {
        if (keys.isEmpty()) {
            return new String[] {
                read(
                        home.resolve(FILE),
                        "name the key that whoever runs the gateway printed with `sallyport audit key`: --key FILE")
            };
        }
        List<String> texts = new ArrayList<>();
        for (String each : keys) {
            boolean isKey = each.matches("[^+\\s]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+");
            texts.add(
                    isKey
                            ? key(each, Visible.of(each))
                            : read(
                                    Path.of(each),
                                    "a key is what `sallyport audit key` prints, or a file that holds it"));
        }
        return texts.toArray(String[]::new);
    }

    /** The key of the home in {@code home}. */
    static String ofHome(Path home) throws IOException {
        return read(
                home.resolve(FILE),
                "the gateway makes it when it first starts; name the home of that gateway with --home DIR");
    }

    private static String read(Path file, String mend) throws IOException {
        return key(SmallFile.text(file, "no-key", "a key", mend).strip(), Visible.of(file.toString()));
    }

    private static String key(String text, String where) {
        if (text.contains("PRIVATE KEY")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "key",
                    where + " holds the private key, which signs and must not be handed over; name the public one, "
                            + FILE + " beside it");
        }
        if (!Note.isKey(text)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "key",
                    where
                            + " is no key that verifies; that is one line, NAME+HASH+KEY, as `sallyport audit key` prints it");
        }
        return text;
    }
}
