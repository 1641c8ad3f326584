package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is used once stays used, whatever becomes of the clock. */
final class ReplayCacheTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final FakeIssuer.Hand clock = new FakeIssuer.Hand();
    private final Instant start = clock.instant();
    private final ReplayCache cache = new ReplayCache(clock, 2);

    @Test
    void aSecondUseIsNone() {
        assertTrue(cache.isFirst("a", start.plus(WINDOW)));
        assertFalse(cache.isFirst("a", start.plus(WINDOW)));
        assertTrue(cache.isFirst("b", start.plus(WINDOW)));
    }

    @Test
    void aFullOneTakesNothingForNewUntilSomethingIsOver() {
        assertTrue(cache.isFirst("a", start.plusSeconds(10)));
        assertTrue(cache.isFirst("b", start.plusSeconds(20)));
        assertFalse(cache.isFirst("c", start.plusSeconds(40)));
        clock.forward(Duration.ofSeconds(11));
        assertTrue(cache.isFirst("c", start.plusSeconds(40)));
        assertFalse(cache.isFirst("d", start.plusSeconds(40)));
    }

    @Test
    void aClockThatIsSetBackMakesNothingNewThatWasForgotten() {
        assertTrue(cache.isFirst("a", start.plus(WINDOW)));
        assertTrue(cache.isFirst("b", start.plus(WINDOW)));
        clock.forward(Duration.ofMinutes(1));
        assertTrue(cache.isFirst("c", clock.instant().plus(WINDOW)), "a and b are forgotten");
        clock.at(start);
        assertFalse(cache.isFirst("a", start.plus(WINDOW)));
        assertFalse(cache.isFirst("b", start.plus(WINDOW)));
        assertFalse(cache.isFirst("c", start.plus(Duration.ofMinutes(1)).plus(WINDOW)));
        assertTrue(cache.isFirst("d", start.plusSeconds(31)), "what ends later cannot be one of them");
    }

    @Test
    void aNameThatIsUsedAnewAfterItsEndTakesNothingBackEither() {
        assertTrue(cache.isFirst("a", start.plus(WINDOW)));
        clock.forward(Duration.ofMinutes(1));
        assertTrue(cache.isFirst("a", clock.instant().plus(WINDOW)));
        clock.at(start);
        assertFalse(cache.isFirst("a", start.plus(WINDOW)));
    }
}
