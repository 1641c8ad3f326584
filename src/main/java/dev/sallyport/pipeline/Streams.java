package dev.sallyport.pipeline;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that last until somebody ends them. They outlive the configuration that they began with, so each moves to the
 * next one between two of its messages. Safe for use by several threads.
 */
public final class Streams {
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Snapshot> latest = new AtomicReference<>();

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Notes a stream that opens, even where the configuration changed since it began. */
    void add(Exchange stream) {
        open.add(stream);
        Snapshot next = latest.get();
        if (next != null && !next.equals(stream.snapshot())) {
            renew(stream, next);
        }
    }

    /** Forgets an exchange that has ended. */
    void remove(Exchange exchange) {
        open.remove(exchange);
    }

    /** Moves all of them to {@code next}. */
    void renew(Snapshot next) {
        latest.set(next);
        open.forEach(stream -> renew(stream, next));
    }

    /** Judges those anew of which {@code due} is true: a stream ends whose caller would not be let in any more. */
    public void rejudge(Predicate<Exchange> due) {
        open.forEach(stream -> stream.loop().execute(() -> {
            if (due.test(stream)) {
                Snapshot next = latest.get();
                stream.renew(next == null ? stream.snapshot() : next);
            }
        }));
    }

    private static void renew(Exchange stream, Snapshot next) {
        stream.loop().execute(() -> stream.renew(next));
    }
}
