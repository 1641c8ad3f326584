package dev.sallyport.transport.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.transport.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackoffsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final Backoffs backoffs = new Backoffs(Backoff.Policy.DEFAULT, () -> 0);

    @Test
    void whoseChildrenFailWaitsAlone() {
        fail("ann");
        assertEquals(Duration.ZERO, backoffs.remaining("ann", NOW));
        fail("ann");
        assertEquals(Duration.ofMillis(500), backoffs.remaining("ann", NOW));
        assertEquals(Duration.ZERO, backoffs.remaining("bob", NOW));
        assertTrue(backoffs.isAnyWaiting(NOW));
        assertFalse(backoffs.isAnyWaiting(NOW.plusSeconds(1)));
    }

    @Test
    void aCommandThatCannotBeStartedMakesEverybodyWait() {
        backoffs.notStarted(NOW, NOW);
        backoffs.notStarted(NOW, NOW);
        assertEquals(Duration.ofMillis(500), backoffs.remaining("bob", NOW));
        assertTrue(backoffs.isAnyWaiting(NOW));
    }

    @Test
    void theCallerWhoseFailureIsLongestAgoIsForgottenFirst() {
        fail("ann");
        fail("ann");
        fail("bob");
        fail("bob");
        fail("ann");
        for (int i = 0; i < Backoffs.CALLERS_MAX - 1; i++) {
            fail("other " + i);
        }
        assertEquals(Duration.ofSeconds(1), backoffs.remaining("ann", NOW));
        assertEquals(Duration.ZERO, backoffs.remaining("bob", NOW));
    }

    private void fail(String caller) {
        backoffs.failed(caller, NOW, NOW);
    }
}
