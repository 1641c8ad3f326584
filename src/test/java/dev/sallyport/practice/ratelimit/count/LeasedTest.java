package dev.sallyport.practice.ratelimit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Gateways that count together give no more than there is, and hold back next to nothing; the clock is the test's. */
final class LeasedTest {
    private static final long START = Instant.parse("2026-11-26T12:00:00Z").toEpochMilli();

    private final AtomicLong now = new AtomicLong(START);
    private final InstantSource time = () -> Instant.ofEpochMilli(now.get());
    private final MemoryCounts shared = new MemoryCounts(time);

    @Test
    void twoGatewaysTogetherAreExactWithinOnePercentOverAMinute() {
        for (String text : List.of("600/m", "12000/m", "7/s", "100/s", "1000/s", "100000/h")) {
            Rate rate = Rate.read(text).orElseThrow();
            for (int burst : List.of(rate.permits(), Math.max(1, rate.permits() / 10))) {
                Pool pool = Pool.bucket(text + burst, rate, burst);
                List<Meter> gateways = List.of(meter(pool, Leased.REFUSING), meter(pool, Leased.REFUSING));
                long begin = now.get();
                double each = (double) rate.period().toMillis() / rate.permits();
                int taken = 0;
                for (int i = 0; i < 60_000; i++) {
                    Meter gateway = gateways.get(i % 2);
                    while (gateway.takeWaiting("a", Meter.NOBODY, 1) == Counter.TAKEN) {
                        taken++;
                    }
                    now.incrementAndGet();
                    if (i % 500 == 0) {
                        gateways.forEach(each1 -> each1.rest(Leased.REST_MILLIS));
                    }
                    assertTrue(taken <= burst + (now.get() - begin) / each + 0.001, text + " gave too much: " + taken);
                }
                double expected = burst + 60_000 / each;
                assertEquals(expected, taken, expected / 100 + 1, text + " with " + burst);
            }
        }
    }

    @Test
    void aCallerThatRestsAndBurstsGetsBurstAndRateByTime() {
        Random random = new Random(3);
        Rate rate = Rate.read("600/m").orElseThrow();
        Meter meter = meter(Pool.bucket("bursts", rate, 50), Leased.REFUSING);
        for (int round = 0; round < 200; round++) {
            // a rest fills what time gives, and no more than the burst
            long rest = random.nextInt(10_000);
            for (long i = 0; i < rest; i += 500) {
                now.addAndGet(Math.min(500, rest - i));
                meter.rest(Leased.REST_MILLIS);
            }
            now.addAndGet(5000);
            meter.rest(Leased.REST_MILLIS);
            int taken = 0;
            while (meter.takeWaiting("a", Meter.NOBODY, 1) == Counter.TAKEN) {
                taken++;
            }
            assertEquals(50, taken, "after a rest of " + (rest + 5000) + " ms");
        }
    }

    @Test
    void mostCallsAskNobody() {
        Pool pool = Pool.bucket("busy", Rate.read("60000/m").orElseThrow(), 60_000);
        Meter meter = meter(pool, Leased.REFUSING);
        for (int i = 0; i < 10_000; i++) {
            now.addAndGet(i % 2);
            assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 1));
        }
        assertTrue(shared.asked() < 100, shared.asked() + " questions");
    }

    @Test
    void aThreadThatMayNotWaitIsToldToAsk() {
        Meter meter = meter(Pool.bucket("first", Rate.read("10/m").orElseThrow(), 10), Leased.REFUSING);
        shared.answersLate(true);
        assertEquals(Counter.ASK, meter.take("a", 1));
        assertEquals(Counter.ASK, meter.take("a", 1));
        assertEquals(1, shared.asked(), "one question at a time");
        shared.answer();
        assertEquals(Counter.TAKEN, meter.take("a", 1));
    }

    @Test
    void whatNobodyUsesIsGivenBack() {
        Pool pool = Pool.bucket("rest", Rate.read("1000/d").orElseThrow(), 1000);
        Meter one = meter(pool, Leased.REFUSING);
        Meter other = meter(pool, Leased.REFUSING);
        for (int i = 0; i < 500; i++) {
            assertEquals(Counter.TAKEN, one.takeWaiting("a", Meter.NOBODY, 1));
        }
        now.addAndGet(Leased.REST_MILLIS);
        one.rest(Leased.REST_MILLIS);
        for (int i = 0; i < 500; i++) {
            assertEquals(Counter.TAKEN, other.takeWaiting("a", Meter.NOBODY, 1), "of the other half, " + i);
        }
        assertTrue(other.takeWaiting("a", Meter.NOBODY, 1) > 0);
    }

    @Test
    void aCallThatCostsMuchIsServedOrRefusedAsAWhole() {
        Pool pool = Pool.bucket("costs", Rate.read("100/d").orElseThrow(), 100);
        Meter meter = meter(pool, Leased.REFUSING);
        assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 60));
        assertTrue(meter.takeWaiting("a", Meter.NOBODY, 60) > 0);
        assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 39), "a smaller one has room still");
        assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 1));
        assertTrue(meter.takeWaiting("a", Meter.NOBODY, 1) > 0);
    }

    @Test
    void whatIsHeldOfABudgetEndsWithItsPeriod() {
        Pool pool = Pool.budget("day", Rate.read("1000/d").orElseThrow());
        Meter meter = meter(pool, Leased.REFUSING);
        for (int i = 0; i < 400; i++) {
            assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 1));
        }
        now.addAndGet(12 * 3_600_000L);
        int taken = 0;
        while (meter.takeWaiting("a", Meter.NOBODY, 1) == Counter.TAKEN) {
            taken++;
        }
        assertEquals(1000, taken, "all of the new day, and nothing of the old one");
    }

    @Test
    void whileNobodyAnswersItIsRefusedOrCountedHere() {
        Rate rate = Rate.read("10/d").orElseThrow();
        Meter refusing = meter(Pool.bucket("deny", rate, 10), Leased.REFUSING);
        Meter local = meter(Pool.bucket("local", rate, 10), Tokens.of(rate, 10, time));
        assertEquals(Counter.TAKEN, refusing.takeWaiting("a", Meter.NOBODY, 1));
        shared.up(false);
        assertEquals(Counter.UNAVAILABLE, refusing.take("a", 1));
        for (int i = 0; i < 10; i++) {
            assertEquals(Counter.TAKEN, local.take("a", 1));
        }
        assertTrue(local.take("a", 1) > 0);
        shared.up(true);
        assertEquals(Counter.TAKEN, refusing.takeWaiting("a", Meter.NOBODY, 9));
        assertEquals(Counter.TAKEN, local.takeWaiting("a", Meter.NOBODY, 1), "together nothing was taken yet");
    }

    @Test
    void manyGatewaysShareOneBucketFairly() {
        Rate rate = Rate.read("100/s").orElseThrow();
        Pool pool = Pool.bucket("fair", rate, 100);
        List<Meter> gateways = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            gateways.add(meter(pool, Leased.REFUSING));
        }
        int[] taken = new int[gateways.size()];
        Random random = new Random(11);
        for (int i = 0; i < 60_000; i++) {
            now.incrementAndGet();
            for (int k = 0; k < 10; k++) {
                int which = random.nextInt(taken.length);
                taken[which] += gateways.get(which).takeWaiting("a", Meter.NOBODY, 1) == Counter.TAKEN ? 1 : 0;
            }
        }
        for (int each : taken) {
            assertEquals(6100.0 / taken.length, each, 6100.0 / taken.length * 0.1, java.util.Arrays.toString(taken));
        }
    }

    private Meter meter(Pool pool, Counter down) {
        return new Meter(time, _ -> new Leased(shared, pool, down, time));
    }
}
