package dev.sallyport.ledger.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a ledger was pruned, and what was signed about that. A signed entry {@code pruned} vouches for all that is pruned before its end: the
 * oldest go first, so that the entry of a later pruning stands for those that were pruned with the segments that held them.
 *
 * @param origin the ledger
 * @param gone its pruned segments, in order
 * @param told by the origin of a ledger, the end of what signed entries say was pruned of it
 */
record Pruning(String origin, List<Gone> gone, Map<String, Long> told) {
    /** How an entry begins and ends that tells of pruned entries. */
    private static final Pattern PRUNED = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"pruned\",\"ledger\":\"([^\"/]*)\","
                    + "\"first\":([0-9]{1,18}),\"entries\":([0-9]{1,18}),\"why\":\"[a-z]*\",\"crc\":\"[0-9a-f]{8}\"\\}");

    private static final int BYTES_MAX = 320;

    /**
     * A pruned segment.
     *
     * @param file its file
     * @param first its first entry
     * @param end the entry behind its last
     */
    record Gone(String file, long first, long end) {}

    /**
     * What an entry tells.
     *
     * @param ledger the last part of the origin of the ledger of which entries were pruned
     * @param end the entry behind the last of them
     */
    record Told(String ledger, long end) {}

    Pruning {
        gone = List.copyOf(gone);
        told = Map.copyOf(told);
    }

    /** What {@code line} tells; empty for any other entry. */
    static Optional<Told> told(Line line) {
        if (line.sizeBytes() > BYTES_MAX) {
            return Optional.empty();
        }
        Matcher pruned = PRUNED.matcher(line.text());
        return pruned.matches()
                ? Optional.of(
                        new Told(pruned.group(1), Long.parseLong(pruned.group(2)) + Long.parseLong(pruned.group(3))))
                : Optional.empty();
    }

    /** The same where ledgers beside this one tell {@code more}. */
    Pruning with(Map<String, Long> more) {
        Map<String, Long> all = new HashMap<>(told);
        more.forEach((ledger, end) -> all.merge(ledger, end, Math::max));
        return new Pruning(origin, gone, all);
    }

    /** The fault that entries are gone for which nobody vouches; empty where there are none. */
    Optional<Report.Fault> untold() {
        long end = told.getOrDefault(origin, 0L);
        List<Gone> wiped = new ArrayList<>(gone);
        wiped.removeIf(each -> each.end() <= end);
        return wiped.isEmpty()
                ? Optional.empty()
                : Optional.of(new Report.Fault(
                        wiped.getFirst().file(),
                        wiped.getFirst().first(),
                        0,
                        "entries were deleted up to " + (wiped.getLast().end() - 1)
                                + ", and no signed entry `pruned` tells of it",
                        Report.Kind.UNSEEN));
    }
}
