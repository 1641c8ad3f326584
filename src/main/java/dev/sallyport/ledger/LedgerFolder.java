package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A ledger as whoever reads it finds it, while it is written or later. What is read is not verified; an entry that is not whole, because it is
 * just being written, is passed over.
 *
 * @param folder where it is
 */
public record LedgerFolder(Path folder) {
    private static final Pattern BEGAN =
            Pattern.compile("^\\{\"n\":[0-9]+,\"time\":\"([^\"]{1,40})\",\"event\":\"segment\"");

    private static final int CHUNK_BYTES = 1 << 16;
    private static final int NOTE_BYTES_MAX = 64 * 1024;

    /** The ledgers in {@code parent}, by name; none where it is no folder. */
    public static List<LedgerFolder> in(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        return new FolderDisk(parent)
                .names().stream()
                        .map(name -> new LedgerFolder(parent.resolve(name)))
                        .filter(LedgerFolder::isOne)
                        .toList();
    }

    /** True where a ledger is, or where at least the checkpoint of one is left. */
    public boolean isOne() {
        try {
            return Files.isDirectory(folder)
                    && (!Recovery.segments(new FolderDisk(folder)).isEmpty()
                            || Files.exists(folder.resolve(Recovery.CHECKPOINT)));
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

    /** Shows {@code visitor} all entries in their order. */
    public void read(Visitor visitor) throws IOException {
        read(Instant.MIN, visitor);
    }

    /**
     * Shows {@code visitor} the entries in their order, but for segments that say of themselves that they were full before {@code since}: by
     * the times at which they and the next one began, since those of files are anybody's.
     */
    public void read(Instant since, Visitor visitor) throws IOException {
        read(since, visitor, _ -> {});
    }

    /**
     * Where a ledger is not what was written, as far as reading shows; verification says more.
     *
     * @param file its file
     * @param offsetBytes at which byte of what the file holds
     * @param entry which entry should be there
     */
    public record Damage(String file, long offsetBytes, long entry) {}

    /** The same, and has {@code damaged} told of the first place that is not as it was written; what is behind it is shown. */
    public void read(Instant since, Visitor visitor, Consumer<Damage> damaged) throws IOException {
        List<SegmentName> segments = Recovery.segments(new FolderDisk(folder));
        Sequence sequence = new Sequence(damaged);
        if (!segments.isEmpty() && segments.getFirst().first() > 0) {
            sequence.damage(0);
        }
        for (int i = 0; i < segments.size(); i++) {
            SegmentName segment = now(segments.get(i));
            boolean last = i + 1 == segments.size();
            // what an abandoned segment has behind its end stands in the next one too
            long end = last ? Long.MAX_VALUE : segments.get(i + 1).first();
            boolean wanted = isReadable(segment)
                    && (last || since.equals(Instant.MIN) || !isBefore(since, segment, now(segments.get(i + 1))));
            sequence.begin(segment);
            if (FolderDisk.isForeign(folder.resolve(segment.file()))) {
                sequence.damage(0);
            }
            if (wanted && !read(segment, end, visitor, sequence)) {
                return;
            }
        }
    }

    private boolean isReadable(SegmentName segment) {
        return segment.form() != SegmentName.Form.HASHES && !FolderDisk.isForeign(folder.resolve(segment.file()));
    }

    /** True where both began before {@code since}; the first too, because a clock may have been set back in between. */
    private boolean isBefore(Instant since, SegmentName segment, SegmentName next) throws IOException {
        return began(next).isBefore(since) && began(segment).isBefore(since);
    }

    /** When it began; the end of time where it does not say. */
    private Instant began(SegmentName segment) throws IOException {
        Instant[] began = {Instant.MAX};
        if (isReadable(segment)) {
            var _ = read(
                    segment,
                    Long.MAX_VALUE,
                    (bytes, from, to) -> {
                        Matcher head = BEGAN.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8));
                        if (EntryLine.is(segment.first(), bytes, from, to) && head.find()) {
                            began[0] = time(head.group(1));
                        }
                        return false;
                    },
                    new Sequence(_ -> {}));
        }
        return began[0];
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.MAX;
        }
    }

    /** What stands in place of one of its files and is none; empty where nothing does. */
    Optional<String> foreign() throws IOException {
        return new FolderDisk(folder)
                .names().stream()
                        .filter(LedgerFolder::isOfLedger)
                        .filter(name -> FolderDisk.isForeign(folder.resolve(name)))
                        .findFirst();
    }

    private static boolean isOfLedger(String name) {
        return SegmentName.of(name).isPresent()
                || name.startsWith(Recovery.CHECKPOINT)
                || name.equals(Segment.UNFINISHED)
                || name.equals(FolderLock.FILE);
    }

    /** The same segment as it is kept now: its form may have been changed since it was listed. */
    private SegmentName now(SegmentName listed) {
        for (SegmentName.Form form : SegmentName.Form.values()) {
            if (Files.exists(folder.resolve(listed.as(form).file()))) {
                return listed.as(form);
            }
        }
        return listed;
    }

    /**
     * The number behind the last entry that seems to have been there, by the checkpoint and by the lines, neither of which is looked into: of a
     * damaged ledger nobody can say more.
     */
    public long seemingSize() throws IOException {
        long[] size = {0};
        List<SegmentName> segments = Recovery.segments(new FolderDisk(folder));
        if (!segments.isEmpty()) {
            SegmentName last = now(segments.getLast());
            size[0] = last.first();
            if (isReadable(last)) {
                // a damaged line was an entry too
                var _ = read(last, Long.MAX_VALUE, (_, _, _) -> ++size[0] > 0, new Sequence(_ -> {}));
            }
        }
        return Math.max(size[0], checkpoint().map(Checkpoint::size).orElse(0L));
    }

    /** Takes the hash of an entry, and the entry where it was not pruned. */
    @FunctionalInterface
    interface Leaves {
        /** Takes one; {@code bytes} is empty for a pruned one, and good until it returns. */
        void leaf(byte[] hash, ByteBuffer bytes);
    }

    /** Shows {@code visitor} the first {@code size} entries; fails where there are fewer, or one is missing. */
    void leaves(long size, Leaves visitor) throws IOException {
        TreeHash hash = new TreeHash();
        long shown = 0;
        List<SegmentName> segments = Recovery.segments(new FolderDisk(folder));
        for (int i = 0; i < segments.size() && shown < size; i++) {
            SegmentName segment = now(segments.get(i));
            if (FolderDisk.isForeign(folder.resolve(segment.file()))) {
                throw new IOException(segment.file() + " is no file");
            }
            if (segment.first() != shown) {
                throw new IOException("entries before " + segment.file() + " are missing");
            }
            long end =
                    i + 1 < segments.size() ? Math.min(size, segments.get(i + 1).first()) : size;
            if (segment.form() == SegmentName.Form.HASHES) {
                shown += pruned(segment, visitor);
            } else {
                Sequence sequence = new Sequence(_ -> {});
                sequence.begin(segment);
                var _ = read(
                        segment,
                        end,
                        (bytes, from, to) -> {
                            visitor.leaf(hash.leaf(bytes, from, to), ByteBuffer.wrap(bytes, from, to - from));
                            return true;
                        },
                        sequence);
                boolean prunedJustNow = sequence.next() == shown && now(segment).form() == SegmentName.Form.HASHES;
                shown = prunedJustNow ? shown + pruned(now(segment), visitor) : end;
            }
        }
        if (shown < size) {
            throw new IOException("the ledger ends before its checkpoint");
        }
    }

    private long pruned(SegmentName segment, Leaves visitor) throws IOException {
        long count = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(folder.resolve(segment.file())))) {
            for (byte[] hash = in.readNBytes(TreeHash.BYTES);
                    hash.length == TreeHash.BYTES;
                    hash = in.readNBytes(TreeHash.BYTES)) {
                visitor.leaf(hash, ByteBuffer.allocate(0));
                count++;
            }
        }
        return count;
    }

    /** Shows what is before entry {@code end}; false where no more is wanted. */
    private boolean read(SegmentName segment, long end, Visitor visitor, Sequence sequence) throws IOException {
        boolean[] wanted = {true};
        try (InputStream in = open(segment)) {
            LineScan scan = new LineScan((target, _) -> read(in, target));
            boolean whole = scan.read(Long.MAX_VALUE, (bytes, from, to) -> {
                if (sequence.next() >= end) {
                    return false;
                }
                sequence.take(scan.offset() + from, bytes, from, to);
                wanted[0] = visitor.visit(bytes, from, to);
                return wanted[0];
            });
            boolean isShort = end < Long.MAX_VALUE ? sequence.next() < end : !whole;
            if (wanted[0] && isShort) {
                sequence.damage(scan.offset());
            }
        } catch (NoSuchFileException gone) {
            if (now(segment).form() != SegmentName.Form.HASHES) {
                throw gone;
            }
            // it was pruned just now
        } catch (EOFException | ZipException broken) {
            // what can still be read of it was shown
            sequence.damage(0);
        }
        return wanted[0];
    }

    private InputStream open(SegmentName segment) throws IOException {
        Path compressed = folder.resolve(segment.as(SegmentName.Form.COMPRESSED).file());
        if (segment.form() == SegmentName.Form.LINES) {
            try {
                return Files.newInputStream(folder.resolve(segment.file()));
            } catch (NoSuchFileException compressedJustNow) {
                if (!Files.exists(compressed)) {
                    throw compressedJustNow;
                }
            }
        }
        return decompressed(compressed);
    }

    /** What was compressed into {@code file}; fails with {@link EOFException} or {@link ZipException} where it does not begin so. */
    static InputStream decompressed(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new GZIPInputStream(in, CHUNK_BYTES);
        } catch (IOException broken) {
            in.close();
            throw broken;
        }
    }

    static int read(InputStream in, ByteBuffer target) throws IOException {
        int read = in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        if (read > 0) {
            target.position(target.position() + read);
        }
        return read;
    }

    /** The note of the latest checkpoint, whose signature is not looked at; empty where there is none, or one far larger than any. */
    public Optional<String> note() throws IOException {
        Path file = folder.resolve(Recovery.CHECKPOINT);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(NOTE_BYTES_MAX + 1);
            return bytes.length > NOTE_BYTES_MAX
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** The latest checkpoint that its writer signed, whose signature is not looked at; empty where there is none. */
    public Optional<Checkpoint> checkpoint() throws IOException {
        return note().flatMap(Checkpoint::read);
    }
}
