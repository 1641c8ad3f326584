package dev.sallyport.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock of the ledger in a folder, held until it is closed. A process that closes any channel of a file loses its lock on it, so that one
 * which has it does not open the file again. Source: POSIX fcntl, F_SETLK.
 */
final class FolderLock implements Closeable {
    /** Its name. */
    static final String FILE = "lock";

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** That of {@code folder}; null where another has it, in this process or another one. */
    static @Nullable FolderLock of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            return null;
        }
        FolderLock lock = null;
        try {
            lock = locked(real);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(real);
            }
        }
    }

    private static @Nullable FolderLock locked(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(FILE), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FolderDisk.owners());
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new FolderLock(folder, channel);
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(folder);
            }
        }
    }
}
