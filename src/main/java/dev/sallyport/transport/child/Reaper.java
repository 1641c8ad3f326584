package dev.sallyport.transport.child;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that ends children and what they left behind; so many ends at once share one look at the machine. */
public final class Reaper {
    private static final System.Logger LOG = System.getLogger("sallyport.child");
    private static final int ROUNDS_MAX = 40;
    private static final long ROUND_MILLIS = 50;

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

    /** What the marks of all children of this process begin with; to be kept for who comes after it. */
    public static String mark() {
        return Child.MARKER_PREFIX;
    }

    /**
     * Kills, soon, every process that bears {@code mark}, and what it has started; the gateway of that mark must be dead. The mark
     * in their environment names id and start of that gateway's process, so no other process is taken for one. Linux only.
     */
    public static void endOrphans(String mark) {
        if (isMark(mark) && !mark.equals(mark())) {
            run(() -> sweep(mark, 0));
        } else {
            LOG.log(System.Logger.Level.WARNING, "what a killed gateway wrote of its children is broken, and ignored");
        }
    }

    /** A short prefix would match the children of others. */
    private static boolean isMark(String mark) {
        return mark.matches("[1-9][0-9]{0,9}\\.[1-9][0-9]{11,15}\\.");
    }

    private static void sweep(String mark, int round) {
        List<ProcessTable.Entry> left = ProcessTable.take().marked(mark);
        if (round == 0 && !left.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "ends {0} processes that a killed gateway left behind", left.size());
        }
        for (ProcessTable.Entry entry : left) {
            ProcessHandle.of(entry.id())
                    .filter(_ -> ProcessTable.startOf(entry.id()).equals(OptionalLong.of(entry.start())))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        if (!left.isEmpty() && round < ROUNDS_MAX) {
            runAfter(ROUND_MILLIS, () -> sweep(mark, round + 1));
        }
    }
}
