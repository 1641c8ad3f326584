package dev.sallyport.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For how long what a server says without naming a call may be of one that was given up. A server that a client leaves mostly minds
 * soon; one that did not answer in time may go on for long. Safe for use by several threads.
 */
public final class Doubt {
    private static final Duration AFTER_CLIENT = Duration.ofSeconds(1);
    private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(10);

    private final AtomicLong untilNanos = new AtomicLong(System.nanoTime() - 1);

    /** No doubt yet. */
    public Doubt() {}

    /** A client left its call, or took it back. */
    public void left() {
        extend(AFTER_CLIENT);
    }

    /** The gateway gave a call up, because it took too long or for another reason of its own. */
    public void givenUp() {
        extend(AFTER_TIMEOUT);
    }

    /** The server began anew, and has nothing left of any call. */
    public void end() {
        untilNanos.set(System.nanoTime() - 1);
    }

    /** True where what is said belongs to a call that waits. */
    public boolean isOver() {
        return System.nanoTime() - untilNanos.get() > 0;
    }

    private void extend(Duration by) {
        long until = System.nanoTime() + by.toNanos();
        untilNanos.accumulateAndGet(until, (before, after) -> after - before > 0 ? after : before);
    }
}
