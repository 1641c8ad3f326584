package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a ledger that is being written, each entry once; one whose disk failed comes again under its new number. Used by one thread.
 */
public final class LedgerTail implements AutoCloseable {
    private final LedgerFolder ledger;
    private long next;
    private long first = -1;
    private @Nullable FileChannel file;
    private LineScan scan = new LineScan((_, _) -> -1);

    /** That of {@code ledger}, from the beginning of the segment that is written to. */
    public LedgerTail(LedgerFolder ledger) {
        this.ledger = ledger;
    }

    /** Shows {@code visitor} what came since the last time; the first time all of the last segment. */
    public void read(LedgerFolder.Visitor visitor) throws IOException {
        do {
            boolean _ = scan.read(Long.MAX_VALUE, (bytes, from, to) -> {
                if (EntryLine.is(next, bytes, from, to)) {
                    next++;
                    boolean _ = visitor.visit(bytes, from, to);
                }
                return true;
            });
        } while (later());
    }

    /** Turns to the segment after this one; false where there is none yet. */
    private boolean later() throws IOException {
        List<SegmentName> segments = Recovery.segments(new FolderDisk(ledger.folder()));
        SegmentName later = first < 0
                ? (segments.isEmpty() ? null : segments.getLast())
                : segments.stream()
                        .filter(segment -> segment.first() > first)
                        .findFirst()
                        .orElse(null);
        if (later == null) {
            return false;
        }
        close();
        first = later.first();
        next = first;
        Path path = ledger.folder().resolve(later.file());
        if (later.form() != SegmentName.Form.LINES || FolderDisk.isForeign(path)) {
            // it was compressed before we came to it: the command was stopped for long
            return true;
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            file = channel;
            scan = new LineScan((ByteBuffer target, long at) -> channel.read(target, at));
        } catch (NoSuchFileException _) {
            scan = new LineScan((_, _) -> -1);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
        scan = new LineScan((_, _) -> -1);
    }
}
