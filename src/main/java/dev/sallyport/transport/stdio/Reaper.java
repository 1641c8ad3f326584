package dev.sallyport.transport.stdio;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that ends children and what they left behind; so many ends at once share one look at the machine. */
final class Reaper {
    private static final ScheduledThreadPoolExecutor THREAD = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("child-reaper").factory());

    private static ProcessTable latest = ProcessTable.take();

    private Reaper() {}

    /** Runs {@code step} on the reaper's thread, soon. */
    static void run(Runnable step) {
        runAfter(0, step);
    }

    /** Runs {@code step} on the reaper's thread, after {@code millis}. */
    static void runAfter(long millis, Runnable step) {
        var _ = THREAD.schedule(() -> reporting(step), millis, TimeUnit.MILLISECONDS);
    }

    /** A step that fails is a bug, and must not vanish in the future that the executor made of it. */
    private static void reporting(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** A table taken after {@code momentNanos}; asked on the reaper's thread only. */
    static ProcessTable tableSince(long momentNanos) {
        if (latest.takenNanos() - momentNanos <= 0) {
            latest = ProcessTable.take();
        }
        return latest;
    }
}
