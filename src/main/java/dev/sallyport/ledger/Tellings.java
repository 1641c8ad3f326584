package dev.sallyport.ledger;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the entries of one segment tell of pruned ledgers, so that it can be told again when the segment itself is pruned. */
final class Tellings {
    private static final int LINE_BYTES_MAX = 320;
    private static final Pattern PRUNED = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"pruned\",\"ledger\":\"([a-z]+-[0-9]+)\","
                    + "\"first\":([0-9]{1,18}),\"entries\":([0-9]{1,18}),\"why\":\"([a-z]*)\",\"crc\":\"[0-9a-f]{8}\"\\}");

    private final Map<String, Ageing.Pruned> told = new LinkedHashMap<>();

    /** Takes an entry of the segment. */
    void see(byte[] bytes, int from, int to) {
        if (to - from > LINE_BYTES_MAX) {
            return;
        }
        Matcher pruned = PRUNED.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (pruned.matches()) {
            long end = Long.parseLong(pruned.group(2)) + Long.parseLong(pruned.group(3));
            told.merge(
                    pruned.group(1),
                    new Ageing.Pruned(pruned.group(1), 0, end, pruned.group(4)),
                    (one, other) -> one.entries() < other.entries() ? other : one);
        }
    }

    /** Of each ledger but {@code ledger}, up to where it was pruned. */
    List<Ageing.Pruned> besides(String ledger) {
        return told.values().stream()
                .filter(pruned -> !pruned.ledger().equals(ledger))
                .toList();
    }
}
