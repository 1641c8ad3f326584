package dev.sallyport.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first entry of every segment: which ledger it belongs to, and the edge of the tree before it, so that a ledger goes on without being
 * read from its beginning.
 */
final class SegmentHead {
    private static final Pattern PEAKS = Pattern.compile(
            "\"event\":\"segment\",\"ledger\":\"([^\"]{1,256})\",\"format\":1,\"peaks\":\\[([A-Za-z0-9+/=\",]{0,4096})\\]");

    /** What only the head behind an abandoned segment has. */
    static final String ABANDONED = ",\"abandoned\":{";

    private static final Pattern PEAK = Pattern.compile("\"([A-Za-z0-9+/=]+)\"");

    private SegmentHead() {}

    /**
     * The members of the entry.
     *
     * @param abandoned the segment before it, where its disk failed after so many bytes of it; what it has behind them counts for nothing
     */
    static byte[] members(Instant now, String origin, Frontier frontier, Optional<Abandoned> abandoned) {
        List<String> peaks = frontier.peaks().stream()
                .map(peak -> "\"" + Base64.getEncoder().encodeToString(peak) + "\"")
                .toList();
        String text = "\"time\":\"" + now + "\",\"event\":\"segment\",\"ledger\":\"" + origin
                + "\",\"format\":1,\"peaks\":[" + String.join(",", peaks) + "]"
                + abandoned.map(Abandoned::member).orElse("");
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A segment whose disk failed.
     *
     * @param first its first entry
     * @param bytes how many bytes of it count
     * @param lost entries that were written behind them and could not be read again
     */
    record Abandoned(long first, long bytes, long lost) {
        private String member() {
            return ABANDONED + "\"first\":" + first + ",\"bytes\":" + bytes + ",\"lost\":" + lost + "}";
        }
    }

    /** The edge of the tree of {@code size} entries that the line {@code head} of the ledger {@code origin} tells; empty for any other line. */
    static Optional<Frontier> read(String head, String origin, long size) {
        Matcher matcher = PEAKS.matcher(head);
        if (!matcher.find() || !matcher.group(1).equals(origin)) {
            return Optional.empty();
        }
        List<byte[]> peaks = new ArrayList<>();
        try {
            Matcher each = PEAK.matcher(matcher.group(2));
            while (each.find()) {
                peaks.add(Base64.getDecoder().decode(each.group(1)));
            }
            return peaks.stream().allMatch(peak -> peak.length == TreeHash.BYTES)
                    ? Optional.of(new Frontier(size, peaks))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
