package dev.sallyport.transport.stdio;

import java.util.List;
import java.util.OptionalLong;

/**
 * The processes that a gateway left behind when it was killed. They are known by the mark in their environment, which names the
 * process id and the start of the gateway that started them; so no other process is taken for one. Found on Linux only.
 */
public final class Orphans {
    private static final System.Logger LOG = System.getLogger("sallyport.child");
    private static final int ROUNDS_MAX = 40;
    private static final long ROUND_MILLIS = 50;

    private Orphans() {}

    /** What the marks of all children of this process begin with; to be kept for who comes after it. */
    public static String mark() {
        return Child.MARKER_PREFIX;
    }

    /** Kills, soon, every process that bears {@code mark}, and what it has started; the gateway of that mark must be dead. */
    public static void end(String mark) {
        if (isMark(mark) && !mark.equals(mark())) {
            Reaper.run(() -> sweep(mark, 0));
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
            Reaper.runAfter(ROUND_MILLIS, () -> sweep(mark, round + 1));
        }
    }
}
