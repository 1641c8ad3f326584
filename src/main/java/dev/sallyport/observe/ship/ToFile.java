package dev.sallyport.observe.ship;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file: a line for each piece, appended. Where another program has moved the file away, a new one is begun. Several processes may append to
 * it, and several sinks of this one: the file is locked while one does.
 */
public final class ToFile implements Sink {
    /** The lock of a file is that of a process. */
    private static final ReentrantLock ONE = new ReentrantLock();

    private final Path file;
    private @Nullable FileChannel open;
    private @Nullable Object key;

    /** Appends to {@code file}. */
    public ToFile(Path file) {
        this.file = file;
    }

    @Override
    public int send(String ledger, List<Piece> pieces) throws IOException {
        byte[] lines = Lines.of(pieces);
        ONE.lock();
        try {
            FileChannel channel = current();
            try (FileLock _ = channel.lock()) {
                append(channel, ByteBuffer.wrap(lines));
            }
        } finally {
            ONE.unlock();
        }
        return 0;
    }

    private static void append(FileChannel channel, ByteBuffer left) throws IOException {
        channel.position(channel.size());
        endLine(channel);
        long before = channel.size();
        try {
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException failed) {
            channel.truncate(before);
            throw failed;
        }
    }

    private FileChannel current() throws IOException {
        FileChannel channel = open;
        if (channel != null && channel.isOpen() && isSame()) {
            return channel;
        }
        if (channel != null && channel.isOpen()) {
            channel.force(true);
        }
        close();
        channel = opened();
        open = channel;
        key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return channel;
    }

    private FileChannel opened() throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (NoSuchFileException absent) {
            throw new IOException("there is no folder for " + file, absent);
        } catch (AccessDeniedException denied) {
            throw new IOException("this user may not write " + file, denied);
        }
    }

    /** What was cut off when a process or the disk ended is left to itself in a line. */
    private static void endLine(FileChannel channel) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        if (channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n') {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private boolean isSame() throws IOException {
        try {
            Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return now != null && now.equals(key);
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public void confirm() throws IOException {
        if (open != null) {
            open.force(false);
        }
    }

    @Override
    public Duration confirmWithin() {
        return Duration.ZERO;
    }

    @Override
    public void abort() {
        // the thread is interrupted, which closes the channel
    }

    @Override
    public void close() {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException _) {
            // what is not confirmed is written again
        }
        open = null;
    }
}
