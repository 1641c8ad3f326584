package dev.sallyport.settings.home;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner may open, written whole or not at all; needs a POSIX file system. */
final class PrivateFiles {
    /** What unfinished files begin with; they count as absent. */
    static final String UNFINISHED = ".tmp-";

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE = mode("rwx------");
    static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = mode("rw-------");
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes the folder and its parents where they are absent, all with mode 0700. */
    static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FOLDER_MODE);
        }
    }

    /** Writes the file, replacing one that is there, in one step for every reader. */
    static void replace(Path file, byte[] content) throws IOException {
        Path unfinished = unfinished(file, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes the file unless it is there already; of several processes that try at once, one wins. */
    static void createOnce(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path unfinished = unfinished(file, content);
        try {
            Files.createLink(file, unfinished); // a link, because unlike a move it never replaces
        } catch (FileAlreadyExistsException _) {
            // another process won
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /**
     * Refuses what others than the owner may open.
     *
     * @param mode the mode that it should have, for the message
     */
    static void checkPrivate(Path path, String mode) throws IOException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            throw new HomeException(path + " is open to other users; run: chmod " + mode + " " + path);
        }
    }

    private static Path unfinished(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(folder, UNFINISHED, "", FILE_MODE);
        try {
            return Files.write(unfinished, content);
        } catch (IOException full) {
            Files.deleteIfExists(unfinished);
            throw named(file, full);
        }
    }

    /** The platform does not say which file could not be written. */
    private static FileSystemException named(Path file, IOException failed) {
        FileSystemException named = new FileSystemException(file.toString(), null, failed.getMessage());
        named.initCause(failed);
        return named;
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
