package dev.sallyport.path;

import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
final class Await {
    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private Await() {}

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.sleep(5);
        }
    }
}
