package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;

/**
 * The ledger that this process alone writes: the first of its kind in a folder, {@code KIND-1}, {@code KIND-2}, …, that no other process
 * writes and that is not damaged. A damaged one stays as it is.
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
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OWNERS_FOLDER);
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
