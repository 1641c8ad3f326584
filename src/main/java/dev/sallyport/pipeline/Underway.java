package dev.sallyport.pipeline;

import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that were sent to a server and have no outcome yet: what can be ended from outside. Some are streams, which last until
 * somebody ends them: they outlive the configuration that they began with, so each moves to the next one between two of its messages, and
 * they end with the credential that opened them. Safe for use by several threads.
 */
public final class Underway {
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Snapshot> latest = new AtomicReference<>();

    /** True for what lasts until somebody ends it. */
    static boolean isStream(Exchange exchange) {
        return exchange.readMessage() instanceof Message.OpenStream
                || exchange.method().equals(McpMethod.LISTEN);
    }

    /** Notes what is sent now, even where the configuration changed since it began. */
    void add(Exchange exchange) {
        open.add(exchange);
        Snapshot next = latest.get();
        if (next != null && isStream(exchange) && !next.equals(exchange.snapshot())) {
            renew(exchange, next);
        }
    }

    /** Forgets an exchange that has ended. */
    void remove(Exchange exchange) {
        open.remove(exchange);
    }

    /** Moves all streams to {@code next}. */
    void renew(Snapshot next) {
        latest.set(next);
        open.forEach(exchange -> {
            if (isStream(exchange)) {
                renew(exchange, next);
            }
        });
    }

    /** Judges those streams anew of which {@code due} is true: one ends whose caller would not be let in any more. */
    public void rejudge(Predicate<Exchange> due) {
        open.forEach(exchange -> exchange.loop().execute(() -> {
            if (isStream(exchange) && due.test(exchange)) {
                Snapshot next = latest.get();
                exchange.renew(next == null ? exchange.snapshot() : next);
            }
        }));
    }

    private static void renew(Exchange stream, Snapshot next) {
        stream.loop().execute(() -> stream.renew(next));
    }

    /** Those of the moment. */
    public List<Exchange> list() {
        return List.copyOf(open);
    }

    /** Ends those that {@code whose} picks, each on its own loop; how many they are. */
    public int revoke(Predicate<Exchange> whose) {
        int count = 0;
        for (Exchange exchange : open) {
            if (whose.test(exchange)) {
                count++;
                revoke(exchange);
            }
        }
        return count;
    }

    /** Ends {@code exchange} on its own loop. */
    static void revoke(Exchange exchange) {
        exchange.loop().execute(() -> exchange.end(Outcome.REVOKED));
    }

    /**
     * Ends the streams whose credential has expired at {@code now}; to be called every second. A call that began in time is answered:
     * it has a bound of its own.
     */
    public void expire(Instant now) {
        var _ = revoke(exchange ->
                isStream(exchange) && !now.isBefore(exchange.authentication().expiry()));
    }
}
