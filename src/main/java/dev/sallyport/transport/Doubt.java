package dev.sallyport.transport;

import java.time.Duration;

/**
 * For how long what a server says without naming a call may be of one that was given up: until it has answered a call that was begun
 * later, for by then it has heard of the end of the other, as a rule; ten seconds at the most. Safe for use by several threads.
 */
public final class Doubt {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private long sinceNanos;
    private boolean any;

    /** No doubt yet. */
    public Doubt() {}

    /** A call was given up: its client left it or took it back, or it took too long. */
    public synchronized void givenUp() {
        any = true;
        sinceNanos = System.nanoTime();
    }

    /** The server answered a call that was begun at {@code begunNanos}. */
    public synchronized void answered(long begunNanos) {
        if (any && begunNanos - sinceNanos > 0) {
            any = false;
        }
    }

    /** The server began anew, and has nothing left of any call. */
    public synchronized void end() {
        any = false;
    }

    /** True where what is said belongs to a call that waits. */
    public synchronized boolean isOver() {
        if (any && System.nanoTime() - sinceNanos > LONGEST.toNanos()) {
            any = false;
        }
        return !any;
    }
}
