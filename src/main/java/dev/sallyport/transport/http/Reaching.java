package dev.sallyport.transport.http;

import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.transport.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When one server that could not be reached is tried again: not at once by everybody, so that nobody waits for what is not there.
 * Safe for use by several threads.
 */
final class Reaching {
    /** Two attempts that cost no wait, then 0.1 s doubling to 5 s. */
    static final Backoff.Policy POLICY =
            new Backoff.Policy(2, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ZERO);

    private final RandomGenerator random;
    private int failures;
    private long untilNanos;
    private Reason reason = Reasons.UNREACHABLE;

    Reaching(RandomGenerator random) {
        this.random = random;
    }

    /** Why the server is not tried at the moment, and when again; empty where it may be tried. */
    synchronized Optional<UpstreamFailure> refusal(long nowNanos) {
        long left = failures == 0 ? 0 : untilNanos - nowNanos;
        return left <= 0
                ? Optional.empty()
                : Optional.of(new UpstreamFailure(reason, new Hint.RetryAfter(Duration.ofNanos(left))));
    }

    /** The server was reached. */
    synchronized void reached() {
        failures = 0;
    }

    /** It was not; an attempt that began before another failed does not count twice. */
    synchronized void failed(Throwable cause, long nowNanos) {
        if (failures == 0 || nowNanos >= untilNanos) {
            failures++;
            untilNanos = nowNanos + POLICY.wait(failures, random).toNanos();
            reason = UpstreamFailure.reasonOf(cause, Reasons.UNREACHABLE);
        }
    }
}
