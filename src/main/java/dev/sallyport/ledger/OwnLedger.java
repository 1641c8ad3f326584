package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;

/**
 * The ledger that this process alone writes: the first of its kind in a folder, {@code KIND-1}, {@code KIND-2}, …, that no other process
 * writes and that is not damaged. A damaged one stays as it is, and the name of one that was moved away is no other's.
 *
 * @param folder where it is
 * @param ledger the ledger
 * @param lock what keeps others from it, until it is closed
 */
public record OwnLedger(Path folder, Ledger ledger, Closeable lock) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final int LEDGERS_MAX = 10_000;
    private static final FileAttribute<?> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    /** How the file is named, beside the folder of a ledger, that says that it was begun. */
    private static final String BEGUN = ".begun";

    /**
     * What ledgers of this process have in common.
     *
     * @param kind what the name of their folder begins with
     * @param signer what signs their checkpoints
     * @param segmentBytesMax the size at which another segment begins
     * @param clock what dates their own entries
     */
    public record Form(String kind, NoteSigner signer, long segmentBytesMax, Clock clock) {}

    /** Takes one in {@code parent}, which exists; makes it where there is none. */
    public static OwnLedger claim(Path parent, Form form) throws IOException {
        for (int number = 1; number <= LEDGERS_MAX; number++) {
            Path folder = parent.resolve(form.kind() + "-" + number);
            if (!isThere(folder)) {
                continue;
            }
            Optional<String> foreign = new LedgerFolder(folder).foreign();
            foreign.ifPresent(name ->
                    LOG.log(Level.ERROR, "the ledger {0} is damaged: {1} is no file", folder.getFileName(), name));
            FolderLock lock = foreign.isEmpty() ? FolderLock.of(folder) : null;
            if (lock != null) {
                Optional<Ledger> ledger = open(folder, form, lock);
                if (ledger.isPresent()) {
                    return new OwnLedger(folder, ledger.get(), lock);
                }
            }
        }
        throw new IOException("every ledger in " + parent + " is damaged or in use");
    }

    /** True for what is there, or is made now; false where it was moved away: another of its name would be taken for it, changed. */
    private static boolean isThere(Path folder) throws IOException {
        Path begun = folder.resolveSibling(folder.getFileName() + BEGUN);
        boolean wasBegun = Files.exists(begun, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(folder)) {
            if (wasBegun) {
                return false;
            }
            Files.createDirectories(folder, OWNERS_FOLDER);
        }
        if (!wasBegun) {
            try {
                Files.createFile(begun, OWNERS_FILE);
            } catch (FileAlreadyExistsException _) {
                // another process is as far
            }
        }
        return true;
    }

    private static Optional<Ledger> open(Path folder, Form form, Closeable lock) throws IOException {
        String origin = form.signer().name() + "/" + folder.getFileName();
        try {
            Optional<Ledger> ledger = Ledger.open(new Ledger.Place(
                    new FolderDisk(folder), origin, form.signer(), form.segmentBytesMax(), form.clock()));
            if (ledger.isEmpty()) {
                lock.close();
            }
            return ledger;
        } catch (IOException cannot) {
            lock.close();
            throw cannot;
        }
    }

    @Override
    public void close() throws IOException {
        ledger.close();
        lock.close();
    }
}
