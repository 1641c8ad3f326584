package dev.sallyport.transport;

import java.time.Duration;

/**
 * For how long what a remote server says without naming a call may be of one that was given up. What its client took back is over, as
 * a rule, when the server answers a call that was begun later; what took too long may go on. Ten seconds at the most, for an answer to
 * what was given up is not heard. Safe for use by several threads.
 */
public final class Doubt {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private long sinceNanos;
    private boolean any;
    private boolean tooLong;

    /** No doubt yet. */
    public Doubt() {}

    /** A call was given up, {@code byClient} or because it took too long. */
    public synchronized void givenUp(boolean byClient) {
        tooLong = !byClient || (tooLong && !isOver());
        any = true;
        sinceNanos = System.nanoTime();
    }

    /** The server answered a call that was begun at {@code begunNanos}. */
    public synchronized void answered(long begunNanos) {
        if (any && !tooLong && begunNanos - sinceNanos > 0) {
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
