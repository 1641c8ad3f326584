package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that somebody names on the command line: a key, a checkpoint, a proof. */
final class SmallFile {
    private static final int BYTES_MAX = 8 << 20;

    private SmallFile() {}

    /** Its text; where there is none, the failure {@code error}, which calls it {@code what} and says {@code mend}. */
    static String text(Path file, String error, String what, String mend) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw failure(error, file, "is no file, but " + what + " is one; " + mend);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw failure(error, file, "is larger than " + what + " is; " + mend);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            throw failure(error, file, "is not there; " + mend);
        }
    }

    private static CommandFailure failure(String error, Path file, String what) {
        return new CommandFailure(ExitCode.UNAVAILABLE, error, Visible.of(file.toString()) + " " + what);
    }
}
