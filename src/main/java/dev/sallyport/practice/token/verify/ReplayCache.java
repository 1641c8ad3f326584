package dev.sallyport.practice.token.verify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What may be used once, as long as it could be used again. Bounded: when it is full, nothing more is taken for new. What ends no later
 * than something that is forgotten is not taken for new either, so that a clock that is set back brings nothing back. Safe for use by several
 * threads.
 */
final class ReplayCache {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final Map<String, Instant> used = new HashMap<>();
    private final Clock clock;
    private final int entriesMax;
    private Instant swept = Instant.MIN;
    private Instant forgotten = Instant.MIN;

    ReplayCache(Clock clock, int entriesMax) {
        this.clock = clock;
        this.entriesMax = entriesMax;
    }

    /** True for the first use of {@code key}, which is remembered until {@code until}, a moment that the key itself tells. */
    synchronized boolean isFirst(String key, Instant until) {
        if (!until.isAfter(forgotten) || (used.size() >= entriesMax && !sweep())) {
            return false;
        }
        Instant before = used.get(key);
        if (before != null && !isForgotten(before, clock.instant())) {
            return false;
        }
        used.put(key, until);
        return until.isAfter(forgotten);
    }

    private boolean sweep() {
        Instant now = clock.instant();
        if (swept.equals(Instant.MIN) || Duration.between(swept, now).abs().compareTo(BETWEEN_SWEEPS) >= 0) {
            swept = now;
            used.values().removeIf(until -> isForgotten(until, now));
        }
        return used.size() < entriesMax;
    }

    /** True for what is over, and from then on for all that ended before. */
    private boolean isForgotten(Instant until, Instant now) {
        boolean over = until.isBefore(now);
        if (over && until.isAfter(forgotten)) {
            forgotten = until;
        }
        return over;
    }
}
