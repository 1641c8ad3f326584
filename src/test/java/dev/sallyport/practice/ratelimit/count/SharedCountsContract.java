package dev.sallyport.practice.ratelimit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every place does in which gateways count together. */
public abstract class SharedCountsContract {
    /** The place, with nothing taken yet. */
    protected abstract SharedCounts counts();

    /** Lets so much of its time pass. */
    protected abstract void rest(long millis) throws InterruptedException;

    private static Rate rate(String text) {
        return Rate.read(text).orElseThrow();
    }

    @Test
    final void aBucketIsTakenUntilItIsEmptyAndThenFillsByTime() throws Exception {
        Pool pool = Pool.bucket("b", rate("10/s"), 100);
        assertEquals(60, counts().take(pool, 1, 60).join().permits());
        assertEquals(40, counts().take(pool, 1, 60).join().permits(), "as many as there are");
        SharedCounts.Grant none = counts().take(pool, 5, 5).join();
        assertEquals(0, none.permits());
        assertTrue(none.waitMillis() > 300 && none.waitMillis() <= 500, "in " + none.waitMillis());
        rest(none.waitMillis());
        assertEquals(5, counts().take(pool, 5, 5).join().permits(), "after the wait that was said");
    }

    @Test
    final void theFastestRateThatCanBeWrittenIsLetThrough() {
        assertEquals(
                99,
                counts().take(Pool.bucket("f", rate("999999999/s"), 99), 1, 200)
                        .join()
                        .permits());
        assertEquals(
                1000,
                counts().take(Pool.bucket("g", rate("999999999/s"), 999_999_999), 1, 1000)
                        .join()
                        .permits());
        assertEquals(
                1, counts().take(Pool.bucket("h", rate("1/d"), 1), 1, 9).join().permits());
        long wait = counts().take(Pool.bucket("h", rate("1/d"), 1), 1, 1).join().waitMillis();
        assertTrue(wait > 86_390_000 && wait <= 86_400_000, "in " + wait);
    }

    @Test
    final void whatIsGivenBackIsThereAgainAndNoMore() {
        for (Pool pool : List.of(Pool.bucket("g", rate("10/d"), 10), Pool.budget("h", rate("10/d")))) {
            assertEquals(10, counts().take(pool, 1, 10).join().permits());
            counts().giveBack(pool, 4);
            assertEquals(4, counts().take(pool, 1, 10).join().permits());
            counts().giveBack(pool, 10);
            counts().giveBack(pool, 10);
            assertEquals(10, counts().take(pool, 1, 20).join().permits());
        }
    }

    @Test
    final void aBudgetIsThereAgainWhenItsPeriodBegins() throws Exception {
        Pool pool = Pool.budget("s", rate("5/s"));
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            for (int permits = 1; permits > 0; taken += permits) {
                permits = counts().take(pool, 1, 1).join().permits();
            }
            rest(25);
        }
        assertTrue(taken == 15 || taken == 20, "in two to four seconds of the clock: " + taken);
    }
}
