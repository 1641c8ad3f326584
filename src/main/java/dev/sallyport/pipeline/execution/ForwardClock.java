package dev.sallyport.pipeline.execution;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of a clock that is never set back: what is over stays over. By what the other one was set back, this one is ahead of it from then
 * on. Safe for use by several threads.
 */
public final class ForwardClock implements InstantSource {
    private final Clock clock;
    private volatile Reading latest;

    private record Reading(long seenMillis, long aheadMillis) {}

    /** The time of {@code clock}. */
    public ForwardClock(Clock clock) {
        this.clock = clock;
        this.latest = new Reading(clock.millis(), 0);
    }

    @Override
    public long millis() {
        Reading known = latest;
        long says = clock.millis();
        return says == known.seenMillis() ? says + known.aheadMillis() : read();
    }

    /** Once in a millisecond, so that threads do not wait for each other. */
    private synchronized long read() {
        long says = clock.millis();
        long back = Math.max(0, latest.seenMillis() - says);
        latest = new Reading(says, latest.aheadMillis() + back);
        return says + latest.aheadMillis();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
