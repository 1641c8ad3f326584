package dev.sallyport.observe.ship;

import dev.sallyport.ledger.disk.DiskFailure;
import dev.sallyport.ledger.disk.FolderDisk;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file: a line for each piece, appended. Where another program has moved the file away, a new one is begun. Several processes may append to
 * it, and several sinks of this one: the file is locked while one does.
 */
public final class ToFile implements Sink {
    /**
     * A process loses its lock on a file with any channel of it that it closes, as an interrupt does too, so that its sinks of a file take turns
     * at whatever they do with it. Source: POSIX fcntl, F_SETLK.
     */
    private static final Map<Path, ReentrantLock> TURNS = new ConcurrentHashMap<>();

    private final Path file;
    private @Nullable ReentrantLock turn;
    private @Nullable Opened open;

    /** Appends to {@code file}. */
    public ToFile(Path file) {
        this.file = file;
    }

    /** The file, while it is open; what appends to a file cannot read it. */
    private record Opened(
            FileChannel in, FileChannel out, @Nullable Object key) implements Closeable {
        private void append(ByteBuffer lines) throws IOException {
            endLine();
            long before = out.size();
            try {
                write(lines);
            } catch (IOException failed) {
                out.truncate(before);
                throw failed;
            }
        }

        /** What was cut off when a process or the disk ended is left to itself in a line. */
        private void endLine() throws IOException {
            ByteBuffer last = ByteBuffer.allocate(1);
            if (in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n') {
                write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }

        private void write(ByteBuffer left) throws IOException {
            while (left.hasRemaining()) {
                out.write(left);
            }
        }

        private boolean isOpen() {
            return in.isOpen() && out.isOpen();
        }

        @Override
        public void close() throws IOException {
            try (in) {
                out.close();
            }
        }
    }

    @Override
    public int send(String ledger, List<Piece> pieces) throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(Lines.of(pieces));
        try {
            ReentrantLock mine = take();
            try {
                Opened now = current();
                try (FileLock _ = now.out().lock()) {
                    now.append(lines);
                }
            } finally {
                mine.unlock();
            }
        } catch (NoSuchFileException absent) {
            throw new IOException("there is no folder for " + file + "; make it", absent);
        } catch (InterruptedIOException stopped) {
            throw stopped;
        } catch (IOException failed) {
            throw new IOException(DiskFailure.writing(file, failed), failed);
        }
        return 0;
    }

    /** Waits for its turn, which ends with an unlock. */
    private ReentrantLock take() throws IOException {
        ReentrantLock mine = turn;
        if (mine == null) {
            Path folder = file.toAbsolutePath().resolveSibling("").toRealPath();
            mine = TURNS.computeIfAbsent(folder.resolve(String.valueOf(file.getFileName())), _ -> new ReentrantLock());
            turn = mine;
        }
        try {
            mine.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("another sink has " + file);
        }
        return mine;
    }

    private Opened current() throws IOException {
        Opened now = open;
        if (now != null && now.isOpen()) {
            if (isSame(now)) {
                return now;
            }
            now.out().force(true);
        }
        close();
        now = opened();
        open = now;
        return now;
    }

    private Opened opened() throws IOException {
        FileChannel out = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), FolderDisk.owners());
        try {
            Object key = key();
            return new Opened(FileChannel.open(file, StandardOpenOption.READ), out, key);
        } catch (IOException failed) {
            out.close();
            throw failed;
        }
    }

    private boolean isSame(Opened opened) throws IOException {
        try {
            Object key = key();
            return key != null && key.equals(opened.key());
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void confirm() throws IOException {
        Opened now = open;
        if (now != null) {
            ReentrantLock mine = take();
            try {
                now.out().force(false);
            } catch (IOException failed) {
                throw new IOException(DiskFailure.writing(file, failed), failed);
            } finally {
                mine.unlock();
            }
        }
    }

    @Override
    public Duration confirmWithin() {
        return Duration.ZERO;
    }

    @Override
    public void abort() {
        // the thread is interrupted, which closes the file
    }

    @Override
    public void close() {
        ReentrantLock mine = turn;
        Opened now = open;
        if (mine != null && now != null) {
            mine.lock();
            try {
                now.close();
            } catch (IOException _) {
                // what is not confirmed is written again
            } finally {
                mine.unlock();
            }
        }
        open = null;
    }
}
