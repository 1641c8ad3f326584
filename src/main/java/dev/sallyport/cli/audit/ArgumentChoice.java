package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.practice.audit.ArgumentFacts;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Arguments that somebody says were sent. */
final class ArgumentChoice {
    private static final String KEY = "argument-key";

    @Option(
            names = "--arguments",
            paramLabel = "FILE",
            description =
                    "Says whether the arguments were those in FILE, a JSON object; ends with 4 where they were not.")
    private @Nullable Path arguments;

    @Option(
            names = "--argument-key",
            paramLabel = "FILE",
            description = "The keys by which that can be said (default: " + KEY + " of the home).")
    private @Nullable Path key;

    /** Whether those of {@code outcome} were these; empty where nobody asks. The home is at {@code home}. */
    Optional<Boolean> areOf(Found outcome, Path home) throws IOException {
        if (arguments == null) {
            return Optional.empty();
        }
        ObjectNode said = read(arguments);
        if (ArgumentFacts.digestIn(outcome.entry()).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-arguments",
                    "the ledger has no digest of arguments for that exchange: it had none, or was refused before they were"
                            + " read");
        }
        return Optional.of(ArgumentFacts.isOf(outcome.entry(), said, keys(key == null ? home.resolve(KEY) : key)));
    }

    private static KeyedDigest keys(Path file) throws IOException {
        try {
            return Home.argumentKey(file);
        } catch (NoSuchFileException _) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-argument-key",
                    "there is no file " + file + "; it is made by the gateway whose ledger this is, and named with"
                            + " --argument-key");
        }
    }

    private static ObjectNode read(Path file) throws IOException {
        try {
            byte[] json = Files.isDirectory(file) ? new byte[0] : Files.readAllBytes(file);
            if (new JsonReader().read(json, 0, json.length) instanceof JsonRead.Value value
                    && value.root() instanceof ObjectNode object) {
                return object;
            }
        } catch (NoSuchFileException _) {
            throw new CommandFailure(ExitCode.USAGE, "arguments", "there is no file " + file);
        }
        throw new CommandFailure(ExitCode.USAGE, "arguments", file + " holds no object of JSON");
    }
}
