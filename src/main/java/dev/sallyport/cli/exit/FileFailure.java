package dev.sallyport.cli.exit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the state of the machine keeps a command from: which path, why, and how to mend it. No bug, so nobody needs a stack trace. */
public final class FileFailure {
    /** How the operating system says why. Source: strerror of glibc and musl. */
    private static final Pattern PATH_AND_WHY = Pattern.compile("(.*) \\(([^()]+)\\)");

    private FileFailure() {}

    /** The kinds, each with its stable name and with what the operating system says. */
    private enum Kind {
        NO_SPACE(
                ExitCode.UNAVAILABLE,
                "cannot be written: no space is left",
                "make room there, or name a place with room",
                "No space left on device|Disk quota exceeded|Quota exceeded"),
        NO_ACCESS(
                ExitCode.USAGE,
                "may not be read or written by this user",
                "run this as the user whom it belongs to, or give this user the right",
                "Permission denied|Operation not permitted"),
        NO_FILE(
                ExitCode.UNAVAILABLE,
                "is not there, and cannot be made there",
                "name one that is there, or in a folder that is there",
                "No such file or directory"),
        EXISTS(ExitCode.USAGE, "is there already", "name another one, or move it away", "File exists"),
        IS_A_FOLDER(ExitCode.USAGE, "is a folder, where a file is needed", "name a file", "Is a directory"),
        NOT_A_FOLDER(
                ExitCode.USAGE,
                "is no folder, where one is needed, or is below a file",
                "name a folder",
                "Not a directory"),
        READ_ONLY(
                ExitCode.USAGE,
                "cannot be written: its file system is read-only",
                "name a place that can be written",
                "Read-only file system"),
        IO(ExitCode.UNAVAILABLE, "cannot be read or written", "look after the disk, or name another place", "");

        private final int exitCode;
        private final String what;
        private final String mend;
        /** What the operating system says, in several ways with a bar between them. */
        private final String said;

        Kind(int exitCode, String what, String mend, String said) {
            this.exitCode = exitCode;
            this.what = what;
            this.mend = mend;
            this.said = said;
        }

        static Optional<Kind> of(String why) {
            return Arrays.stream(values())
                    .filter(kind -> List.of(kind.said.split("[|]")).contains(why))
                    .findFirst();
        }

        CommandFailure failure(String path, String why) {
            String where = path.isEmpty() ? "a file that is needed" : Columns.printable(path);
            String more = why.isEmpty() ? "" : " (" + Columns.printable(why) + ")";
            return new CommandFailure(
                    exitCode,
                    name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    where + " " + what + more + "; " + mend);
        }
    }

    /** The failure of the command where files, or another program, are to blame for {@code failure}; empty where it may be a bug. */
    public static Optional<CommandFailure> of(Throwable failure) {
        return switch (failure) {
            case UncheckedIOException _, DirectoryIteratorException _ ->
                Optional.ofNullable(failure.getCause()).flatMap(FileFailure::of);
            case FileSystemException named -> Optional.of(ofPath(named));
            case IOException plain -> ofText(plain, String.valueOf(plain.getMessage()));
            default -> Optional.empty();
        };
    }

    private static CommandFailure ofPath(FileSystemException failure) {
        String path = failure.getFile() == null ? "" : failure.getFile();
        String why = failure.getReason() == null ? "" : failure.getReason();
        return switch (failure) {
            case AccessDeniedException _ -> Kind.NO_ACCESS.failure(path, "");
            case NoSuchFileException _ -> Kind.NO_FILE.failure(path, "");
            case FileAlreadyExistsException _ -> Kind.EXISTS.failure(path, "");
            case NotDirectoryException _ -> Kind.NOT_A_FOLDER.failure(path, "");
            case DirectoryNotEmptyException _ -> Kind.IO.failure(path, "it is a folder that is not empty");
            default -> ofReason(path, why);
        };
    }

    private static CommandFailure ofReason(String path, String why) {
        return Kind.of(why).map(kind -> kind.failure(path, "")).orElseGet(() -> Kind.IO.failure(path, why));
    }

    /** The older classes of the platform put path and reason into one text, or say the reason alone; our own say all of it. */
    private static Optional<CommandFailure> ofText(IOException failure, String text) {
        if (failure.getMessage() == null) {
            return Optional.empty();
        }
        Matcher both = PATH_AND_WHY.matcher(text);
        if (failure instanceof FileNotFoundException && both.matches()) {
            return Optional.of(ofReason(both.group(1), both.group(2)));
        }
        return Optional.of(Kind.of(text)
                .map(kind -> kind.failure("", ""))
                .orElseGet(() -> new CommandFailure(Kind.IO.exitCode, "io", Columns.printable(text))));
    }
}
