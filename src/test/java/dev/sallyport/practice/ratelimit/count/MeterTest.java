package dev.sallyport.practice.ratelimit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is counted is exact, is nobody else's, and stays within its bounds. */
final class MeterTest {
    private static final long START = Instant.parse("2026-11-26T12:00:00Z").toEpochMilli();

    private final AtomicLong now = new AtomicLong(START);
    private final InstantSource time = () -> Instant.ofEpochMilli(now.get());

    @Test
    void aRateIsExactWithinOnePercentOverAMinute() {
        for (String text : List.of("600/m", "12000/m", "7/s", "100/s", "100000/h")) {
            Rate rate = Rate.read(text).orElseThrow();
            Meter meter = new Meter(time, _ -> Tokens.of(rate, rate.permits(), time));
            for (int i = 0; i < rate.permits(); i++) {
                assertEquals(Counter.TAKEN, meter.take("a", 1), "the bucket is full at first");
            }
            assertTrue(meter.take("a", 1) > 0, "and then empty");
            int taken = 0;
            for (int i = 0; i < 60_000; i++) {
                now.addAndGet(1);
                while (meter.take("a", 1) == Counter.TAKEN) {
                    taken++;
                }
            }
            double expected = rate.permits() * 60_000.0 / rate.period().toMillis();
            assertEquals(expected, taken, expected / 100, text);
        }
    }

    @Test
    void whoeverWaitsAsLongAsItIsToldIsServed() {
        Meter meter = rate("10/m", 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(Counter.TAKEN, meter.take("a", 1));
        }
        for (int i = 0; i < 20; i++) {
            long wait = meter.take("a", 1);
            assertTrue(wait > 0 && wait <= 6000, "waits " + wait);
            now.addAndGet(wait - 1);
            assertTrue(meter.take("a", 1) > 0, "not sooner");
            now.addAndGet(1);
            assertEquals(Counter.TAKEN, meter.take("a", 1));
        }
    }

    @Test
    void whatCostsMoreThanThereEverIsTakesAll() {
        Meter meter = rate("10/m", 10);
        assertEquals(Counter.TAKEN, meter.take("a", 4));
        assertTrue(meter.take("a", 7) > 0);
        assertEquals(Counter.TAKEN, meter.take("a", 6));
        now.addAndGet(60_000);
        assertEquals(Counter.TAKEN, meter.take("a", 1000));
        assertTrue(meter.take("a", 1) > 0);
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        Meter meter = rate("1000/d", 1000);
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    for (int k = 0; k < 2000; k++) {
                        if (meter.take("shared", 1) == Counter.TAKEN) {
                            taken.incrementAndGet();
                        }
                    }
                });
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
        assertEquals(1000, taken.get());
    }

    @Test
    void oneKeyTakesNothingFromAnother() {
        Meter meter = rate("5/d", 5);
        for (int i = 0; i < 100; i++) {
            meter.take("greedy", 1);
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(Counter.TAKEN, meter.take("modest", 1));
        }
    }

    @Test
    void aFullMeterTakesNoNewKeyUntilAnOldOneIsIdle() {
        Rate rate = Rate.read("1/m").orElseThrow();
        Meter meter = new Meter(time, _ -> Tokens.of(rate, 1, time), 100);
        for (int i = 0; i < 100; i++) {
            assertEquals(Counter.TAKEN, meter.take(i, 1));
        }
        for (int i = 100; i < 1000; i++) {
            assertEquals(Meter.FULL, meter.take(i, 1));
        }
        assertTrue(meter.take(1, 1) > 0, "a known key is counted on");
        assertEquals(100, meter.size());
        now.addAndGet(60_000);
        for (int i = 1000; i < 1100; i++) {
            assertEquals(Counter.TAKEN, meter.take(i, 1), "those before are idle");
        }
        assertTrue(meter.size() <= 100, meter.size() + " keys");
    }

    @Test
    void toForgetWhatIsIdleChangesNothing() {
        Random random = new Random(7);
        Rate rate = Rate.read("60/m").orElseThrow();
        Meter meter = new Meter(time, _ -> Tokens.of(rate, 3, time), 2000);
        Map<Integer, Counter> forever = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            now.addAndGet(random.nextInt(20));
            int key = random.nextInt(1500);
            int cost = 1 + random.nextInt(3);
            Counter kept = forever.computeIfAbsent(key, _ -> Tokens.of(rate, 3, time));
            assertEquals(kept.take(cost, now.get()), meter.take(key, cost), "step " + i);
        }
        assertTrue(meter.size() < 1500, "nothing was forgotten");
    }

    @Test
    void aBudgetIsThereAgainWhenTheDayBegins() {
        Meter meter = new Meter(time, _ -> new Budget(Rate.read("3/d").orElseThrow()));
        for (int i = 0; i < 3; i++) {
            assertEquals(Counter.TAKEN, meter.take("a", 1));
        }
        assertEquals(Duration.ofHours(12).toMillis(), meter.take("a", 1));
        now.addAndGet(Duration.ofHours(12).toMillis() - 1);
        assertEquals(1, meter.take("a", 1));
        now.addAndGet(1);
        assertEquals(Counter.TAKEN, meter.take("a", 3));
        assertEquals(Duration.ofDays(1).toMillis(), meter.take("a", 1));
        meter.giveBack("a", 1);
        assertEquals(Counter.TAKEN, meter.take("a", 1));
    }

    @Test
    void placesAreFreeAgainWhenTheyAreGivenBack() {
        Meter meter = new Meter(time, _ -> new Places(2), 2);
        assertEquals(Counter.TAKEN, meter.take("a", 1));
        assertEquals(Counter.TAKEN, meter.take("a", 9));
        assertTrue(meter.take("a", 1) > 0);
        now.addAndGet(Duration.ofDays(1).toMillis());
        assertTrue(meter.take("a", 1) > 0, "time frees nothing");
        assertEquals(Counter.TAKEN, meter.take("b", 1));
        assertEquals(Meter.FULL, meter.take("c", 1));
        meter.giveBack("a", 1);
        assertEquals(Counter.TAKEN, meter.take("a", 1));
        meter.giveBack("b", 1);
        assertEquals(Counter.TAKEN, meter.take("c", 1));
    }

    @Test
    void whoAsksMoreOftenGetsNoMoreOfABucketThanOthers() {
        Meter meter = rate("100/s", 100);
        assertEquals(Counter.TAKEN, meter.take("shared", "before", 100));
        int[] taken = new int[10];
        for (int i = 0; i < 60_000; i++) {
            now.incrementAndGet();
            for (int k = 0; k < 5; k++) {
                taken[0] += meter.take("shared", 0, 1) == Counter.TAKEN ? 1 : 0;
            }
            int modest = 1 + i % 9;
            taken[modest] += meter.take("shared", modest, 1) == Counter.TAKEN ? 1 : 0;
        }
        int sum = Arrays.stream(taken).sum();
        assertEquals(6000, sum, 60, "nothing is lost: " + Arrays.toString(taken));
        for (int each : taken) {
            assertEquals(600, each, 600 * 0.2, Arrays.toString(taken));
        }
    }

    @Test
    void whoWantsLittleGetsItAndTheRestIsOfUseToOthers() {
        Meter meter = rate("100/s", 20);
        int greedy = 0;
        for (int i = 0; i < 60_000; i++) {
            now.incrementAndGet();
            greedy += meter.take("shared", "greedy", 1) == Counter.TAKEN ? 1 : 0;
            if (i % 1000 == 0) {
                // comes when it was told to, and is served then
                long wait = meter.take("shared", "modest", 1);
                now.addAndGet(wait);
                assertTrue(wait < 500, "waits " + wait);
                assertTrue(
                        wait == Counter.TAKEN || meter.take("shared", "modest", 1) == Counter.TAKEN,
                        "second " + i / 1000);
            }
        }
        double there = 20 + (now.get() - START) / 10.0;
        assertEquals(there - 60, greedy, there / 100);
    }

    @Test
    void whoDoesNotComeAgainTakesNothingFromOthers() {
        Meter meter = rate("100/s", 5);
        int taken = 0;
        for (int i = 0; i < 60_000; i++) {
            now.incrementAndGet();
            taken += meter.take("shared", "stays", 1) == Counter.TAKEN ? 1 : 0;
            meter.take("shared", "goes-" + i, 1_000_000);
        }
        assertTrue(taken > 1000, "starved: " + taken);
    }

    private Meter rate(String text, int burst) {
        Rate rate = Rate.read(text).orElseThrow();
        return new Meter(time, _ -> Tokens.of(rate, burst, time));
    }
}
