package dev.sallyport.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final RandomGenerator LATEST = () -> 0;

    @Test
    void quickEndsWaitLongerAndLongerUpToTheLongestWait() {
        Backoff backoff = Backoff.fresh(Backoff.Policy.DEFAULT);
        assertEquals(Duration.ZERO, backoff.remaining(START));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            backoff = backoff.afterRun(START, START, LATEST);
            waits.add(backoff.remaining(START).toMillis());
        }
        assertEquals(List.of(0L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L), waits.subList(0, 9));
        assertEquals(30_000, waits.getLast());
    }

    @Test
    void noTwoWaitTheSameAndNobodyLessThanHalf() {
        Random random = new Random(7);
        List<Long> waits = Stream.generate(
                        () -> Backoff.Policy.DEFAULT.wait(4, random).toMillis())
                .limit(1000)
                .toList();
        assertTrue(waits.stream().allMatch(wait -> wait >= 1000 && wait <= 2000), waits.toString());
        assertTrue(waits.stream().distinct().count() > 500, waits.toString());
    }

    @Test
    void theWaitPasses() {
        Backoff backoff = new Backoff(Backoff.Policy.DEFAULT, 3, START.plusMillis(1000));
        assertEquals(Duration.ofMillis(1), backoff.remaining(START.plusMillis(999)));
        assertEquals(Duration.ZERO, backoff.remaining(START.plusMillis(1000)));
    }

    @Test
    void aStableRunForgives() {
        Backoff tried = new Backoff(Backoff.Policy.DEFAULT, 9, START);
        Instant minuteLater = START.plusSeconds(60);
        assertEquals(1, tried.afterRun(START, minuteLater, LATEST).failures());
        assertEquals(Duration.ZERO, tried.afterRun(START, minuteLater, LATEST).remaining(minuteLater));
        assertEquals(
                10, tried.afterRun(START, minuteLater.minusMillis(1), LATEST).failures());
    }

    @Test
    void aClockSetBackNeverMakesTheWaitLongerThanTheLongest() {
        Backoff backoff = new Backoff(Backoff.Policy.DEFAULT, 3, START);
        assertEquals(Duration.ofSeconds(30), backoff.remaining(START.minusSeconds(86_400)));
    }
}
