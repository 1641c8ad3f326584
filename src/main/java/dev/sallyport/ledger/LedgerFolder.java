package dev.sallyport.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A ledger as whoever reads it finds it, while it is written or later. What is read is not verified; an entry that is not whole, because it is
 * just being written, is passed over.
 *
 * @param folder where it is
 */
public record LedgerFolder(Path folder) {
    /** The ledgers in {@code parent}, by name; none where it is no folder. */
    public static List<LedgerFolder> in(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(LedgerFolder::new)
                    .filter(LedgerFolder::isOne)
                    .toList();
        }
    }

    private boolean isOne() {
        try {
            return !Recovery.segments(new FolderDisk(folder)).isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    /** The name by which operators know it. */
    public String name() {
        return String.valueOf(folder.getFileName());
    }

    /** Takes an entry. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes the bytes of one entry, a JSON object; good until it returns. False where no more are wanted. */
        boolean visit(byte[] bytes, int from, int to);
    }

    /** Shows {@code visitor} the entries of every segment that was written to at {@code since} or later, in their order. */
    public void read(Instant since, Visitor visitor) throws IOException {
        List<SegmentName> segments = Recovery.segments(new FolderDisk(folder));
        for (int i = 0; i < segments.size(); i++) {
            SegmentName segment = segments.get(i);
            Path file = folder.resolve(segment.file());
            boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(since);
            // what an abandoned segment has behind its end stands in the next one too
            long end = i + 1 < segments.size() ? segments.get(i + 1).first() : Long.MAX_VALUE;
            if (!old && segment.form() != SegmentName.Form.HASHES && !read(segment, end - segment.first(), visitor)) {
                return;
            }
        }
    }

    private boolean read(SegmentName segment, long entries, Visitor visitor) throws IOException {
        long[] left = {entries};
        boolean[] wanted = {true};
        try (InputStream in = open(segment)) {
            var _ = new LineScan((target, _) -> read(in, target)).read(Long.MAX_VALUE, (bytes, from, to) -> {
                if (left[0]-- <= 0) {
                    return false;
                }
                wanted[0] = visitor.visit(bytes, from, to);
                return wanted[0];
            });
        }
        return wanted[0];
    }

    private InputStream open(SegmentName segment) throws IOException {
        InputStream file = Files.newInputStream(folder.resolve(segment.file()));
        return segment.form() == SegmentName.Form.COMPRESSED ? new GZIPInputStream(file) : file;
    }

    private static int read(InputStream in, ByteBuffer target) throws IOException {
        int read = in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        if (read > 0) {
            target.position(target.position() + read);
        }
        return read;
    }

    /** The latest checkpoint that its writer signed, whose signature is not looked at; empty where there is none. */
    public Optional<Checkpoint> checkpoint() throws IOException {
        Path file = folder.resolve(Recovery.CHECKPOINT);
        return Files.exists(file) ? Checkpoint.read(Files.readAllBytes(file)) : Optional.empty();
    }
}
