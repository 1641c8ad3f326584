package dev.sallyport.practice.token.verify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What may be used once, as long as it could be used again. Bounded: when it is full, nothing more is taken for new. */
final class ReplayCache {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int entriesMax;
    private volatile Instant swept = Instant.MIN;

    ReplayCache(Clock clock, int entriesMax) {
        this.clock = clock;
        this.entriesMax = entriesMax;
    }

    /** True for the first use of {@code key}, which is remembered until {@code until}. */
    boolean isFirst(String key, Instant until) {
        if (used.size() >= entriesMax && !sweep()) {
            return false;
        }
        Instant now = clock.instant();
        Instant before = used.putIfAbsent(key, until);
        return before == null || (before.isBefore(now) && used.replace(key, before, until));
    }

    private boolean sweep() {
        Instant now = clock.instant();
        if (swept.equals(Instant.MIN) || !now.isBefore(swept.plus(BETWEEN_SWEEPS))) {
            swept = now;
            used.values().removeIf(until -> until.isBefore(now));
        }
        return used.size() < entriesMax;
    }
}
