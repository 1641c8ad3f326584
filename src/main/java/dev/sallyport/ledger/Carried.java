package dev.sallyport.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries that were written to a segment whose disk failed before they were known to be on it: what can still be read of them is written
 * again elsewhere.
 *
 * @param entries the members of each
 * @param lost how many could not be read
 */
record Carried(List<byte[]> entries, long lost) {
    /** Those of {@code broken} from the byte {@code from} on, where entry {@code number} begins. */
    static Carried of(Segment broken, long from, long number) {
        List<byte[]> entries = new ArrayList<>();
        LineScan lines = new LineScan((target, at) -> broken.read(target, from + at));
        try {
            var _ = lines.read(broken.sizeBytes() - from, (bytes, begin, end) -> {
                boolean whole = EntryLine.is(number + entries.size(), bytes, begin, end);
                if (whole) {
                    entries.add(EntryLine.members(bytes, begin, end));
                }
                return whole;
            });
        } catch (IOException _) {
            // the rest is lost, and counted
        }
        return new Carried(entries, broken.next() - number - entries.size());
    }
}
