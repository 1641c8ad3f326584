package dev.sallyport.practice.ratelimit.count;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The contract in memory, by the clock of the test. */
final class MemoryCountsTest extends SharedCountsContract {
    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-11-26T12:00:00Z").toEpochMilli());
    private final MemoryCounts counts = new MemoryCounts(() -> Instant.ofEpochMilli(now.get()));

    @Override
    protected SharedCounts counts() {
        return counts;
    }

    @Override
    protected void rest(long millis) {
        now.addAndGet(millis);
    }
}
