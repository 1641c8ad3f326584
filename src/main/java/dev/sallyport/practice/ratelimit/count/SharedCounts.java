package dev.sallyport.practice.ratelimit.count;

import java.util.concurrent.CompletableFuture;

/**
 * What several gateways have taken together, kept outside of all of them. Nothing here waits: an answer comes within a bounded time, or the
 * future fails. Safe for use by several threads.
 */
public interface SharedCounts {
    /** False while it does not answer: nothing is to be asked of it then. */
    boolean isUp();

    /** Takes as many as there are of {@code pool}, {@code most} of them; nothing where there are fewer than {@code least}. */
    CompletableFuture<Grant> take(Pool pool, int least, int most);

    /** Gives back what was taken and not used, in the period in which it was taken; where that fails it is lost. */
    void giveBack(Pool pool, int permits);

    /**
     * What came of it.
     *
     * @param permits how many were taken
     * @param waitMillis where none: in how many milliseconds there may be as many
     * @param endsMillis for how many milliseconds they are of use
     */
    record Grant(int permits, long waitMillis, long endsMillis) {}
}
