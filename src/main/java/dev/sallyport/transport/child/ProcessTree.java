package dev.sallyport.transport.child;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A child's processes: the first one and whatever it started. When the first one ends, all are ended.
 *
 * <p>Found are those of the child's session, those with its marker in their environment, and their descendants: helpers,
 * orphans, daemons; and in the end whoever holds the child's pipes. A process that changes session, wipes its environment,
 * closes the pipes and is orphaned before it is seen is not found: against that only a sandbox with process ids of its own
 * helps.
 */
final class ProcessTree {
    private static final int ROUNDS_MAX = 40;
    private static final long ROUND_MILLIS_MAX = 100;

    private final Process leader;
    private final String marker;
    private final boolean ownGroup;
    private final CountDownLatch gone = new CountDownLatch(1);
    /** Start by id, of the processes seen so far; after construction the reaper's thread's own. */
    private final Map<Long, Long> known = new HashMap<>();

    /** The ends of the pipes that the first process was given. */
    private final Map<Path, PosixFilePermission> pipes;

    private Runnable onGone = () -> {};
    private boolean sweeping;

    /**
     * The tree below a process just started.
     *
     * @param ownGroup true where it leads a session and a group of its own
     */
    ProcessTree(Process leader, String marker, boolean ownGroup) {
        this.leader = leader;
        this.marker = marker;
        this.ownGroup = ownGroup;
        pipes = ProcessPipes.of(leader.pid());
        ProcessTable.startOf(leader.pid()).ifPresent(start -> known.put(leader.pid(), start));
    }

    /** From now on the end of the first process ends all; {@code onGone} runs on the reaper's thread when all are gone. */
    void watch(Runnable onGone) {
        Reaper.run(() -> this.onGone = onGone);
        // not by onExit: it may make a thread of the common pool wait for the pipes to be read empty
        Thread.ofVirtual().start(this::killAfterLeader);
    }

    private void killAfterLeader() {
        try {
            leader.waitFor();
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the tree step by step: its input was closed; after {@code grace} SIGTERM, after as long again SIGKILL. */
    void stop(Duration grace) {
        Reaper.runAfter(grace.toMillis(), this::terminate);
        Reaper.runAfter(2 * grace.toMillis(), this::kill);
    }

    /** Ends the tree at once. */
    void kill() {
        long now = System.nanoTime();
        Reaper.run(() -> {
            if (!sweeping) {
                sweeping = true;
                sweep(0, now);
            }
        });
    }

    /** Kills who still holds a pipe of the child, after all that could be found are gone; it may be no sign else of theirs. */
    void killHolders() {
        for (long id : ProcessPipes.holders(pipes)) {
            ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Waits until no process of the tree is left that could be killed. */
    void awaitGone() throws InterruptedException {
        gone.await();
    }

    /** Waits until no process of the tree is left that could be killed; false after {@code patience}. */
    boolean awaitGone(Duration patience) throws InterruptedException {
        return gone.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void terminate() {
        if (!leader.isAlive()) {
            return;
        }
        members(System.nanoTime());
        if (!ownGroup || !Signals.toGroup(leader.pid(), Signals.TERMINATE)) {
            leader.toHandle().destroy();
        }
    }

    /** Kills what was there after {@code sinceNanos} and looks again, until nothing is; a kill takes a moment to show. */
    private void sweep(int round, long sinceNanos) {
        List<ProcessTable.Entry> members = members(sinceNanos);
        if (members.isEmpty() || round == ROUNDS_MAX) {
            gone.countDown();
            onGone.run();
            return;
        }
        // atomic for the group: no fork slips through; a group that has members keeps its id
        if (ownGroup && members.stream().anyMatch(member -> member.group() == leader.pid())) {
            Signals.toGroup(leader.pid(), Signals.KILL);
        }
        for (ProcessTable.Entry member : members) {
            ProcessHandle.of(member.id()).ifPresent(ProcessHandle::destroyForcibly);
        }
        long killedNanos = System.nanoTime();
        Reaper.runAfter(Math.min(1L << round, ROUND_MILLIS_MAX), () -> sweep(round + 1, killedNanos));
    }

    private List<ProcessTable.Entry> members(long sinceNanos) {
        List<ProcessTable.Entry> members = Reaper.tableSince(sinceNanos).members(leader.pid(), marker, known);
        members.forEach(member -> known.put(member.id(), member.start()));
        return members;
    }
}
