package dev.sallyport.practice.ratelimit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever makes the same call again and again is slowed, and nobody else. */
final class RepeatsTest {
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final InstantSource time = () -> Instant.ofEpochMilli(now.get());
    private final Repeats repeats = new Repeats(time);

    @Test
    void theWaitGrowsUntilTheCallIsGivenUpForAWhile() {
        for (int i = 0; i < 20; i++) {
            assertEquals(Counter.TAKEN, take("a", 20));
        }
        long expected = 5000;
        for (int i = 0; i < 9; i++) {
            long wait = take("a", 20);
            assertEquals(expected, wait, "wait " + i);
            now.addAndGet(wait - 1);
            assertEquals(1, take("a", 20));
            now.addAndGet(1);
            assertEquals(Counter.TAKEN, take("a", 20), "one is let through after each wait");
            expected = Math.min(300_000, expected * 2);
        }
        now.addAndGet(expected + WITHIN.toMillis());
        for (int i = 0; i < 20; i++) {
            assertEquals(Counter.TAKEN, take("a", 20), "all is forgiven");
        }
        assertEquals(5000, take("a", 20));
    }

    @Test
    void whatIsAskedNowAndThenIsNeverSlowed() {
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Counter.TAKEN, take("poll", 20), "call " + i);
            now.addAndGet(3000);
        }
    }

    @Test
    void othersAndOtherArgumentsAreOtherCalls() {
        for (int i = 0; i < 100; i++) {
            take("a", 5);
            assertEquals(Counter.TAKEN, take("other " + i, 5));
        }
        assertTrue(take("a", 5) > 0);
    }

    @Test
    void aRepeatedCallStaysKnownAmongManyOthers() {
        boolean slowed = false;
        for (int i = 0; i < 200_000; i++) {
            take("other " + i, 20);
            slowed |= i % 5000 == 0 && take("again", 20) > 0;
        }
        assertTrue(slowed);
        assertTrue(repeats.size() <= 16 * Repeats.CALLS_MAX, repeats.size() + " calls");
    }

    private long take(String arguments, int max) {
        return repeats.take(new Repeats.Call("ann", "", "up/echo", arguments.hashCode()), max, WITHIN);
    }
}
