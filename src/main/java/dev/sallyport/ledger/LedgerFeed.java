package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ledger entry by entry from a place in it, while it is written. What is behind the latest checkpoint is not shown: after a loss of
 * power it might be another. Used by one thread.
 */
public final class LedgerFeed implements AutoCloseable {
    private final Path folder;
    private long next;
    /** Up to where it is known what became of the entries; those between it and the next are missing. */
    private long gone;

    private @Nullable Opened opened;

    /** The segment that is being read; {@code line} is the number of the line that its scan comes to next. */
    private static final class Opened {
        private final long first;
        private final InputStream in;
        private final LineScan scan;
        private long line;

        Opened(long first, InputStream in) {
            this.first = first;
            this.in = in;
            this.scan = new LineScan((target, _) -> LedgerFeed.read(in, target));
            this.line = first;
        }
    }

    /** Takes what is read. */
    public interface Visitor {
        /** Takes the bytes of entry {@code number}; good until it returns. False where it was not taken, and is wanted later. */
        boolean entry(long number, byte[] bytes, int from, int to);

        /** Takes that the entries from {@code first} to {@code last} are not there, or not what was written. */
        void missing(long first, long last);
    }

    /**
     * What a ledger signed last.
     *
     * @param checkpoint what it says
     * @param note the signed note itself
     * @param time when its file was written, which is good for telling times and nothing else
     */
    public record Signed(Checkpoint checkpoint, String note, Instant time) {}

    /** Reads the ledger in {@code folder} from entry {@code next} on. */
    public LedgerFeed(Path folder, long next) {
        this.folder = folder;
        this.next = next;
    }

    /** The latest checkpoint; empty where there is none yet. Its signature is not looked at. */
    public Optional<Signed> signed() throws IOException {
        Optional<String> note = new LedgerFolder(folder).note();
        Optional<Checkpoint> known = note.flatMap(Checkpoint::read);
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new Signed(
                        known.get(),
                        note.orElseThrow(),
                        Files.getLastModifiedTime(folder.resolve(Recovery.CHECKPOINT))
                                .toInstant()));
    }

    /** The number of the entry that is shown next. */
    public long next() {
        return next;
    }

    /** Goes on at another entry. */
    public void seek(long number) throws IOException {
        close();
        next = number;
    }

    /** Shows {@code visitor} the entries before {@code end}, which a checkpoint covers, until it takes no more. */
    public void read(long end, Visitor visitor) throws IOException {
        boolean wanted = true;
        gone = next;
        while (wanted && next < end) {
            List<SegmentName> segments = Recovery.segments(new FolderDisk(folder));
            // what an abandoned segment has behind its end stands in the next one too
            long stop = segments.stream()
                    .mapToLong(SegmentName::first)
                    .filter(first -> first > next)
                    .min()
                    .orElse(end);
            Optional<Opened> with = open(segments);
            if (with.isEmpty()) {
                next = Math.min(stop, end);
            } else {
                wanted = read(with.get(), Math.min(stop, end), visitor);
            }
        }
        missing(visitor);
    }

    private boolean read(Opened segment, long stop, Visitor visitor) throws IOException {
        boolean[] wanted = {true};
        try {
            segment.scan.read(Long.MAX_VALUE, (bytes, from, to) -> {
                if (segment.line >= next) {
                    if (next >= stop) {
                        return false;
                    }
                    if (EntryLine.is(next, bytes, from, to)) {
                        missing(visitor);
                        wanted[0] = visitor.entry(next, bytes, from, to);
                        gone = wanted[0] ? next + 1 : next;
                        if (!wanted[0]) {
                            return false;
                        }
                    }
                    next++;
                }
                segment.line++;
                return true;
            });
        } catch (EOFException | ZipException broken) {
            close();
        }
        next = wanted[0] ? Math.max(next, stop) : next;
        return wanted[0];
    }

    /** Tells that the entries before the next are missing, once for all that follow each other. */
    private void missing(Visitor visitor) {
        if (gone < next) {
            visitor.missing(gone, next - 1);
            gone = next;
        }
    }

    /** The segment with the next entry; empty where that cannot be read any more. */
    private Optional<Opened> open(List<SegmentName> segments) throws IOException {
        Optional<SegmentName> with = segments.stream()
                .filter(segment -> segment.first() <= next && segment.form() != SegmentName.Form.HASHES)
                .max(Comparator.naturalOrder());
        boolean pruned = segments.stream()
                .anyMatch(segment -> segment.first() <= next
                        && segment.first() > with.map(SegmentName::first).orElse(-1L));
        if (with.isEmpty()
                || pruned
                || FolderDisk.isForeign(folder.resolve(with.get().file()))) {
            return Optional.empty();
        }
        if (opened == null || opened.first != with.get().first()) {
            close();
            Path file = folder.resolve(with.get().file());
            try {
                InputStream in = with.get().form() == SegmentName.Form.COMPRESSED
                        ? LedgerFolder.decompressed(file)
                        : Files.newInputStream(file);
                opened = new Opened(with.get().first(), in);
            } catch (EOFException | ZipException broken) {
                return Optional.empty();
            }
        }
        return Optional.of(opened);
    }

    private static int read(InputStream in, ByteBuffer target) throws IOException {
        return in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.in.close();
            opened = null;
        }
    }
}
