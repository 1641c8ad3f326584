package dev.sallyport.transport;

import java.time.Duration;

/**
 * For how long what a server says without naming a call may be of one that was given up. A server that a client left minds that, as a
 * rule, once it hears of it: when it answers a call that was begun later. One that did not answer in time may go on for long. Safe for
 * use by several threads.
 */
public final class Doubt {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private long sinceNanos;
    private boolean any;
    private boolean stubborn;

    /** No doubt yet. */
    public Doubt() {}

    /** A client left its call, or took it back. */
    public synchronized void left() {
        stubborn = stubborn && !isOver();
        any = true;
        sinceNanos = System.nanoTime();
    }

    /** The gateway gave a call up, because it took too long or for another reason of its own. */
    public synchronized void givenUp() {
        any = true;
        stubborn = true;
        sinceNanos = System.nanoTime();
    }

    /** The server answered a call that was begun at {@code begunNanos}. */
    public synchronized void answered(long begunNanos) {
        if (any && !stubborn && begunNanos - sinceNanos > 0) {
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
