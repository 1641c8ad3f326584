package dev.sallyport.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When what ended or failed may be tried again: a value, made anew after each run.
 *
 * @param policy how patient we are
 * @param failures quick ends in a row
 * @param until the moment from which a start is allowed
 */
public record Backoff(Policy policy, int failures, Instant until) {
    /**
     * How patient we are.
     *
     * @param freeFailures how many quick ends in a row cost no wait
     * @param first the wait after the first quick end that is not free; each further one doubles it
     * @param max the longest wait
     * @param stableAfter a run of this length forgives every failure before it
     */
    public record Policy(int freeFailures, Duration first, Duration max, Duration stableAfter) {
        /** One free restart, then 0.5 s doubling to 30 s; a minute of running forgives. */
        public static final Policy DEFAULT =
                new Policy(1, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));

        /**
         * The wait after {@code failures} in a row: shorter by up to its half, as {@code random} falls, so that those who failed
         * together do not come back together.
         */
        public Duration wait(int failures, RandomGenerator random) {
            int doublings = failures - freeFailures - 1;
            if (doublings < 0) {
                return Duration.ZERO;
            }
            Duration wait = first.multipliedBy(1L << Math.min(doublings, 30));
            Duration whole = wait.compareTo(max) > 0 ? max : wait;
            return whole.minusNanos((long) (random.nextDouble() * whole.toNanos() / 2));
        }
    }

    /** A server that has never failed. */
    public static Backoff fresh(Policy policy) {
        return new Backoff(policy, 0, Instant.MIN);
    }

    /** How long a start is still refused; zero where it is allowed. A clock set back never makes it longer than the longest wait. */
    public Duration remaining(Instant now) {
        if (!now.isBefore(until)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, until);
        return left.compareTo(policy.max) > 0 ? policy.max : left;
    }

    /** The value after one more run, which nobody asked to end. */
    public Backoff afterRun(Instant started, Instant ended, RandomGenerator random) {
        boolean stable = !ended.isBefore(started.plus(policy.stableAfter));
        int quick = stable ? 1 : Math.min(failures + 1, policy.freeFailures + Integer.SIZE);
        return new Backoff(policy, quick, ended.plus(policy.wait(quick, random)));
    }
}
