package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.caller.Peer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What ends at the door, before it is known who calls: ten a minute for each peer and reason are written, of the 500 first in that minute,
 * the others are counted, so that nobody fills the ledger from outside. Safe for use by several threads.
 */
final class Strangers {
    private static final int ENTRIES_MAX = 10;
    private static final int STRANGERS_MAX = 500;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private static final Peer OTHERS = new Peer("others");

    private final Map<Stranger, Integer> seen = new LinkedHashMap<>();
    private long beganNanos = System.nanoTime();

    /**
     * Who ends at the door, and how.
     *
     * @param event what entries call its end
     * @param reason why it was refused; empty where it was not
     */
    private record Stranger(Peer peer, String event, String reason) {}

    /** True where {@code exchange} is a stranger's and is counted, and not written. */
    synchronized boolean isCounted(Exchange exchange) {
        if (exchange.isIdentified() || exchange.envelope().carrier().isLocal()) {
            return false;
        }
        Stranger stranger = new Stranger(Peer.of(exchange.envelope().peer()), event(exchange), reason(exchange));
        if (!seen.containsKey(stranger) && seen.size() >= STRANGERS_MAX) {
            stranger = new Stranger(OTHERS, stranger.event(), stranger.reason());
        }
        return seen.merge(stranger, 1, Integer::sum) > ENTRIES_MAX;
    }

    private static String event(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        return outcome == null ? "" : outcome.text();
    }

    private static String reason(Exchange exchange) {
        List<Exchange.Note> notes = exchange.notes();
        return notes.isEmpty() ? "" : notes.getLast().reason().toString();
    }

    /** The entries of what was counted in the minute before {@code now}; none until it is over. */
    synchronized List<byte[]> due(Instant now) {
        if (System.nanoTime() - beganNanos < MINUTE_NANOS) {
            return List.of();
        }
        return take(now);
    }

    /** The same, before the minute is over. */
    synchronized List<byte[]> take(Instant now) {
        beganNanos = System.nanoTime();
        List<byte[]> entries = new ArrayList<>();
        seen.forEach((stranger, count) -> {
            if (count > ENTRIES_MAX) {
                EntryBytes entry = EntryBytes.at(now)
                        .put("event", stranger.event() + "-more")
                        .put("peer", stranger.peer().network());
                if (!stranger.reason().isEmpty()) {
                    entry.put("reason", stranger.reason());
                }
                entries.add(entry.put("count", count - ENTRIES_MAX).take());
            }
        });
        seen.clear();
        return entries;
    }
}
