package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a ledger that is being written, each entry once; one whose disk failed comes again under its new number. Used by one thread.
 */
public final class LedgerTail implements AutoCloseable {
    private final LedgerFolder ledger;
    private final Sequence sequence;
    private long first = -1;
    private @Nullable FileChannel file;
    private LineScan scan = new LineScan((_, _) -> -1);

    /** That of {@code ledger}, from the beginning of the segment that is written to; {@code damaged} is told of the first damage there. */
    public LedgerTail(LedgerFolder ledger, Consumer<LedgerFolder.Damage> damaged) {
        this.ledger = ledger;
        this.sequence = new Sequence(damaged);
    }

    /** Shows {@code visitor} what came since the last time; the first time all of the last segment. */
    public void read(LedgerFolder.Visitor visitor) throws IOException {
        show(visitor);
        for (SegmentName later = later(); later != null; later = later()) {
            // what was written before it began
            show(visitor);
            turn(later);
            show(visitor);
        }
    }

    private void show(LedgerFolder.Visitor visitor) throws IOException {
        LineScan current = scan;
        boolean whole = current.read(Long.MAX_VALUE, (bytes, from, to) -> {
            sequence.take(current.offset() + from, bytes, from, to);
            boolean _ = visitor.visit(bytes, from, to);
            return true;
        });
        if (!whole) {
            sequence.damage(current.offset());
        }
    }

    /** The segment after this one; null where there is none yet. */
    private @Nullable SegmentName later() throws IOException {
        List<SegmentName> segments = Recovery.segments(new FolderDisk(ledger.folder()));
        return first < 0
                ? (segments.isEmpty() ? null : segments.getLast())
                : segments.stream()
                        .filter(segment -> segment.first() > first)
                        .findFirst()
                        .orElse(null);
    }

    private void turn(SegmentName later) throws IOException {
        close();
        first = later.first();
        sequence.begin(later);
        Path path = ledger.folder().resolve(later.file());
        if (later.form() != SegmentName.Form.LINES || FolderDisk.isForeign(path)) {
            // it was compressed before we came to it: the command was stopped for long
            return;
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            file = channel;
            scan = new LineScan((ByteBuffer target, long at) -> channel.read(target, at));
        } catch (NoSuchFileException _) {
            scan = new LineScan((_, _) -> -1);
        }
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
