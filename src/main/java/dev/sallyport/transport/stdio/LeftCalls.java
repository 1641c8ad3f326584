package dev.sallyport.transport.stdio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls of one child that were given up and not answered, and for how long what it says may still be said for one of them. A server
 * of which nothing is known is taken to end what a client took back: at the latest when it answers a call that was begun after it
 * heard of that, or after ten seconds. What took too long may take ten seconds more. A server that answered a given-up call late is
 * known to go on: then nothing but the answer ends the doubt, or a minute, after which it is not known to go on any more. Bounded:
 * of too many the oldest is forgotten. Used under the lock of its connection.
 */
final class LeftCalls {
    /** Calls that are remembered at once. */
    static final int CALLS_MAX = 1024;

    /** An answer that comes so soon may have crossed the cancellation, or be the answer to it. */
    private static final long LATE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long DOUBT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long GOING_ON_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicBoolean goesOn;
    private final Map<Long, Left> byId = new LinkedHashMap<>(0);

    /** One that was given up: by its client or not, when, and whether the child has answered a later one since. */
    private record Left(Work work, boolean byClient, long sinceNanos, boolean overtaken) {}

    /** None yet; {@code goesOn} is what all children of the server taught so far. */
    LeftCalls(AtomicBoolean goesOn) {
        this.goesOn = goesOn;
    }

    /** A call was given up, {@code byClient} or because it took too long. */
    void add(long id, Work work, boolean byClient, long nowNanos) {
        byId.put(id, new Left(work, byClient, nowNanos, false));
        if (byId.size() > CALLS_MAX) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    /** The child was told that it is given up: an answer to what was begun earlier than this proves nothing. */
    void told(long id, long nowNanos) {
        byId.computeIfPresent(id, (_, left) -> new Left(left.work(), left.byClient(), nowNanos, false));
    }

    /** The child answered a call that was begun at {@code begunNanos}. */
    void overtaken(long begunNanos) {
        byId.replaceAll((_, left) -> begunNanos - left.sinceNanos() > 0
                ? new Left(left.work(), left.byClient(), left.sinceNanos(), true)
                : left);
    }

    /** The child answered what nobody waits for any more. */
    void answered(long id, long nowNanos) {
        Left left = byId.remove(id);
        if (left != null && nowNanos - left.sinceNanos() > LATE_NANOS) {
            goesOn.set(true);
        }
    }

    /** What the child may still do for calls that were given up. */
    List<Work> running(long nowNanos) {
        boolean known = goesOn.get();
        if (byId.values().removeIf(left -> nowNanos - left.sinceNanos() > GOING_ON_NANOS) && known) {
            goesOn.set(false);
            known = false;
        }
        boolean going = known;
        return byId.values().stream()
                .filter(left -> going || isInDoubt(left, nowNanos))
                .map(Left::work)
                .toList();
    }

    private static boolean isInDoubt(Left left, long nowNanos) {
        return nowNanos - left.sinceNanos() <= DOUBT_NANOS && !(left.byClient() && left.overtaken());
    }
}
