package dev.sallyport.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Leaves a server alone that fails whatever it is asked: after so many failures in a row nothing is sent to it for a while, then one request
 * at a time, until one is answered. Safe for use by several threads.
 */
public final class Breaker {
    /** The first wait is a second, doubling to 30. */
    static final Backoff.Policy POLICY =
            new Backoff.Policy(0, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ZERO);

    /** So long one request is waited for until another may try. */
    static final Duration TRIAL = Duration.ofSeconds(10);

    private final int failuresMax;
    private final RandomGenerator random;
    private int failures;
    private int waits;
    private boolean trying;
    private long untilNanos;

    /** One that opens after {@code failuresMax} failures in a row; never where that is 0. */
    public Breaker(int failuresMax, RandomGenerator random) {
        this.failuresMax = failuresMax;
        this.random = random;
    }

    /** How long a request has to wait; zero where it may be sent, which after a wait is said to one alone. */
    synchronized Duration remaining(long nowNanos) {
        if (waits == 0) {
            return Duration.ZERO;
        }
        long left = untilNanos - nowNanos;
        if (left > 0) {
            return Duration.ofNanos(left);
        }
        trying = true;
        untilNanos = nowNanos + TRIAL.toNanos();
        return Duration.ZERO;
    }

    /** A request failed; what was sent before it opened does not count again. True where it opens by that. */
    synchronized boolean failed(long nowNanos) {
        boolean opens = waits == 0 && failuresMax > 0 && ++failures >= failuresMax;
        if (opens || trying) {
            waits = Math.min(waits + 1, Integer.SIZE);
            trying = false;
            untilNanos = nowNanos + POLICY.wait(waits, random).toNanos();
        }
        return opens;
    }

    /** A request was answered. */
    synchronized void works() {
        failures = 0;
        waits = 0;
        trying = false;
    }

    /** What was answered tells nothing of other requests: another may try at once. */
    synchronized void undecided(long nowNanos) {
        if (trying) {
            trying = false;
            untilNanos = nowNanos;
        }
    }

    /** True while nothing is sent but for a trial. */
    public synchronized boolean isOpen() {
        return waits > 0;
    }
}
