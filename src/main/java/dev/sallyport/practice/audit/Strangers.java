package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refusals at the door, before it is known who calls: ten a minute for each peer and reason are written, the others are counted, so that
 * nobody fills the ledger from outside. Safe for use by several threads.
 */
final class Strangers {
    private static final int ENTRIES_MAX = 10;
    private static final int STRANGERS_MAX = 10_000;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Map<Stranger, Integer> seen = new LinkedHashMap<>();
    private long beganNanos = System.nanoTime();

    private record Stranger(String peer, String reason) {}

    /** True where {@code exchange} was refused to a stranger and is counted, and not written. */
    synchronized boolean isCounted(Exchange exchange) {
        if (exchange.isIdentified() || exchange.notes().isEmpty()) {
            return false;
        }
        Stranger stranger = new Stranger(
                exchange.envelope().peer(), exchange.notes().getLast().reason().toString());
        if (!seen.containsKey(stranger) && seen.size() >= STRANGERS_MAX) {
            stranger = new Stranger("others", stranger.reason());
        }
        return seen.merge(stranger, 1, Integer::sum) > ENTRIES_MAX;
    }

    /** The entries of what was counted in the minute before {@code now}; none until it is over. */
    synchronized List<ObjectNode> due(Instant now) {
        if (System.nanoTime() - beganNanos < MINUTE_NANOS) {
            return List.of();
        }
        return take(now);
    }

    /** The same, before the minute is over. */
    synchronized List<ObjectNode> take(Instant now) {
        beganNanos = System.nanoTime();
        List<ObjectNode> entries = new ArrayList<>();
        seen.forEach((stranger, count) -> {
            if (count > ENTRIES_MAX) {
                entries.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("time", now.toString())
                        .put("event", "denied-more")
                        .put("peer", stranger.peer())
                        .put("reason", stranger.reason())
                        .put("count", count - ENTRIES_MAX));
            }
        });
        seen.clear();
        return entries;
    }
}
