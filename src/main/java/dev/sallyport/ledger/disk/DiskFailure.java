package dev.sallyport.ledger.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is wrong with a file that cannot be used, in words. */
public final class DiskFailure {
    /** What an operator can do where something cannot be written. */
    public static final String MEND = "make room there, or give this user the right to write";

    private DiskFailure() {}

    /** The reason alone. */
    public static String why(IOException failed) {
        return switch (failed) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "this user has no right to it";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default ->
                failed.getMessage() == null
                        ? failed.getClass().getSimpleName()
                        : failed instanceof FileSystemException ? failed.toString() : failed.getMessage();
        };
    }

    /** That {@code file} cannot be written, why, and what can be done. */
    public static String writing(Path file, IOException failed) {
        return file + " cannot be written: " + why(failed) + "; " + MEND;
    }
}
