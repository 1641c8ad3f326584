package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.practice.access.approval.Visible;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that was not there before, and that its owner alone can read; half of one is not left. */
final class FreshFile {
    private FreshFile() {}

    /** Writes what goes into it. */
    @FunctionalInterface
    interface Content {
        /** Writes all of it to {@code out}. */
        void write(OutputStream out) throws IOException;
    }

    /** Makes the file {@code path}, and has {@code content} fill it; nothing that is there is written over, nor what a link leads to. */
    static void write(Path path, Content content) throws IOException {
        OutputStream fresh = open(path);
        try (OutputStream out = new BufferedOutputStream(fresh)) {
            content.write(out);
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(path);
            throw failed;
        }
    }

    /** Fails where {@code path} is there, before anything else is written. */
    static void expectNone(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(path);
        }
    }

    private static OutputStream open(Path path) throws IOException {
        try {
            return new Named(
                    path,
                    Channels.newOutputStream(Files.newByteChannel(
                            path,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))));
        } catch (FileAlreadyExistsException _) {
            throw taken(path);
        }
    }

    private static CommandFailure taken(Path path) {
        return new CommandFailure(
                ExitCode.USAGE,
                "exists",
                Visible.of(path.toString()) + " is there already, and is not written over; name another");
    }

    /** Says which file could not be written, which the platform does not. */
    private static final class Named extends FilterOutputStream {
        private final Path path;

        Named(Path path, OutputStream to) {
            super(to);
            this.path = path;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException failed) {
                throw new FileSystemException(path.toString(), null, failed.getMessage());
            }
        }
    }
}
