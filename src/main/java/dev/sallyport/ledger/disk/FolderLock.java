package dev.sallyport.ledger.disk;

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
 * A lock in the folder of a ledger, held until it is closed: that of who writes the ledger, or of who sends it to a sink. A process that closes any channel of a file loses its lock on it, so that one
 * which has it does not open the file again. Source: POSIX fcntl, F_SETLK.
 */
public final class FolderLock implements Closeable {
    /** Its name. */
    public static final String FILE = "lock";

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** That of who writes the ledger in {@code folder}; null where another has it, in this process or another one. */
    public static @Nullable FolderLock of(Path folder) throws IOException {
        return of(folder, FILE);
    }

    /**
     * The one in the file {@code name} of {@code folder}; null where another has it, in this process or another one. Fails where something is
     * in its place that is no file.
     */
    public static @Nullable FolderLock of(Path folder, String name) throws IOException {
        Path real = new FolderDisk(folder.toRealPath()).file(name);
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

    private static @Nullable FolderLock locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FolderDisk.owners());
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new FolderLock(file, channel);
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }
}
