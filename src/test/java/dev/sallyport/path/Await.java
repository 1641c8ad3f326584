package dev.sallyport.path;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Await() {}

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        until(PATIENCE, what, condition);
    }

    static void until(Duration patience, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.sleep(5);
        }
    }
}
