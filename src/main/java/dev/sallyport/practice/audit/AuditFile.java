package dev.sallyport.practice.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The segment files of one process: lines are only ever appended, readable by their owner alone. Used by one thread. */
public final class AuditFile implements AutoCloseable {
    private final Path folder;
    private final String instance;
    private final AuditSettings settings;
    private final Clock clock;
    private @Nullable FileChannel channel;
    private long sizeBytes;
    private int segment;

    /** Segments of {@code instance} in {@code folder}, which exists. */
    public AuditFile(Path folder, String instance, AuditSettings settings, Clock clock) {
        this.folder = folder;
        this.instance = instance;
        this.settings = settings;
        this.clock = clock;
    }

    /** The clock by which segments grow old. */
    Clock clock() {
        return clock;
    }

    /** Appends whole lines; a line that was cut by a full disk is completed or cut off first. */
    void append(byte[] lines) throws IOException {
        FileChannel open = channel;
        if (open == null || sizeBytes >= settings.segment().bytes()) {
            open = next();
        }
        ByteBuffer left = ByteBuffer.wrap(lines);
        try {
            while (left.hasRemaining()) {
                open.write(left);
            }
            sizeBytes += lines.length;
        } catch (IOException broken) {
            open.truncate(sizeBytes);
            throw broken;
        }
    }

    private FileChannel next() throws IOException {
        close();
        Path path = folder.resolve(instance + "-" + (segment + 1) + ".jsonl");
        FileChannel fresh = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        segment++;
        sizeBytes = fresh.size();
        channel = fresh;
        expire();
        return fresh;
    }

    private void expire() throws IOException {
        long oldest = clock.millis() - settings.retention().toMillis();
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(folder, "*.jsonl")) {
            for (Path path : segments) {
                if (Files.getLastModifiedTime(path).toMillis() < oldest) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // nothing is buffered on our side: what was written is written
            }
        }
    }
}
