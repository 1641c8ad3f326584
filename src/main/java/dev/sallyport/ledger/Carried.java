package dev.sallyport.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries that were written to a segment whose disk failed before they were known to be on it: what can still be read of them is written
 * again elsewhere, in pieces, since there may be more of them than memory.
 *
 * @param broken the segment
 * @param from the byte from which on
 * @param number the entry that begins there
 * @param count how many can be read
 */
record Carried(Segment broken, long from, long number, long count) {
    private static final long PIECE_BYTES = 1 << 20;

    /** Those of {@code broken} from the byte {@code from} on, where entry {@code number} begins. */
    static Carried of(Segment broken, long from, long number) throws IOException {
        return new Carried(broken, from, number, new Carried(broken, from, number, 0).show(_ -> {}));
    }

    /** Where they were, and how many could not be read. */
    SegmentHead.Abandoned abandoned() {
        return new SegmentHead.Abandoned(broken.name().first(), from, broken.next() - number - count);
    }

    /** Writes them to {@code fresh}, all of them or the disk is at fault. */
    void write(Segment fresh) throws IOException {
        if (show(fresh::append) != count) {
            throw new IOException("what was written is not read again in the same way");
        }
    }

    /** Takes the members of some. */
    @FunctionalInterface
    private interface Taker {
        void take(List<byte[]> piece) throws IOException;
    }

    /** Shows {@code taker} all that can be read; how many there are. */
    private long show(Taker taker) throws IOException {
        LineScan lines = new LineScan((target, at) -> broken.read(target, from + at));
        long size = broken.sizeBytes() - from;
        long shown = 0;
        boolean whole = true;
        for (long end = 0; whole && end < size; ) {
            end = Math.min(size, end + PIECE_BYTES);
            List<byte[]> piece = new ArrayList<>();
            whole = read(lines, end, number + shown, piece);
            taker.take(piece);
            shown += piece.size();
        }
        return shown;
    }

    /** Reads what ends before {@code end} into {@code piece}; false where there is nothing more that can be read. */
    private static boolean read(LineScan lines, long end, long next, List<byte[]> piece) {
        try {
            return lines.read(end, (bytes, begin, behind) -> {
                boolean whole = EntryLine.is(next + piece.size(), bytes, begin, behind);
                if (whole) {
                    piece.add(EntryLine.members(bytes, begin, behind));
                }
                return whole;
            });
        } catch (IOException _) {
            // the rest is lost, and counted
            return false;
        }
    }
}
