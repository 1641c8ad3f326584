package dev.sallyport.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A server that always fails is left alone, and found out about by one request at a time. */
final class BreakerTest {
    private final Breaker breaker = new Breaker(3, new Random(5));
    private long now = 1000;

    @Test
    void itOpensAfterFailuresInARowAlone() {
        for (int i = 0; i < 100; i++) {
            assertFalse(breaker.failed(now));
            assertFalse(breaker.failed(now));
            breaker.works();
            assertEquals(Duration.ZERO, breaker.remaining(now));
        }
        breaker.failed(now);
        breaker.failed(now);
        assertTrue(breaker.failed(now));
        assertTrue(breaker.isOpen());
        assertTrue(breaker.remaining(now).isPositive());
    }

    @Test
    void afterTheWaitOneAloneMayTryAndItsAnswerCloses() {
        open();
        now += breaker.remaining(now).toNanos();
        assertEquals(Duration.ZERO, breaker.remaining(now));
        for (int i = 0; i < 10; i++) {
            assertTrue(breaker.remaining(now).isPositive(), "everybody else waits");
        }
        breaker.works();
        assertFalse(breaker.isOpen());
        assertEquals(Duration.ZERO, breaker.remaining(now));
        assertFalse(breaker.failed(now), "it counts from the beginning");
    }

    @Test
    void aTrialThatFailsDoublesTheWait() {
        open();
        Duration most = Duration.ofSeconds(1);
        for (int i = 0; i < 12; i++) {
            Duration wait = breaker.remaining(now);
            assertTrue(
                    wait.compareTo(most) <= 0 && wait.compareTo(most.dividedBy(2)) >= 0, "wait " + i + " is " + wait);
            now += wait.toNanos();
            assertEquals(Duration.ZERO, breaker.remaining(now));
            assertFalse(breaker.failed(now), "it is open already");
            most = most.multipliedBy(2).compareTo(Breaker.POLICY.max()) > 0
                    ? Breaker.POLICY.max()
                    : most.multipliedBy(2);
        }
    }

    @Test
    void whatWasSentBeforeItOpenedMakesNothingWorse() {
        open();
        Duration wait = breaker.remaining(now);
        for (int i = 0; i < 50; i++) {
            assertFalse(breaker.failed(now));
        }
        assertEquals(wait, breaker.remaining(now));
    }

    @Test
    void aTrialOfWhichNothingIsHeardDoesNotKeepItOpen() {
        open();
        now += breaker.remaining(now).toNanos();
        assertEquals(Duration.ZERO, breaker.remaining(now));
        now += Breaker.TRIAL.toNanos();
        assertEquals(Duration.ZERO, breaker.remaining(now), "another may try");
    }

    @Test
    void aTrialThatTellsNothingLetsAnotherTryAtOnce() {
        open();
        now += breaker.remaining(now).toNanos();
        assertEquals(Duration.ZERO, breaker.remaining(now));
        breaker.undecided(now);
        assertTrue(breaker.isOpen());
        assertEquals(Duration.ZERO, breaker.remaining(now));
        assertTrue(breaker.remaining(now).isPositive());
    }

    @Test
    void withoutANumberItNeverOpens() {
        Breaker never = new Breaker(0, new Random(5));
        for (int i = 0; i < 10_000; i++) {
            assertFalse(never.failed(now));
        }
        assertEquals(Duration.ZERO, never.remaining(now));
    }

    private void open() {
        breaker.failed(now);
        breaker.failed(now);
        breaker.failed(now);
        assertTrue(breaker.isOpen());
    }
}
