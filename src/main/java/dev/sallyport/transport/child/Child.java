package dev.sallyport.transport.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One child process and the lines to and from it, on a POSIX system.
 *
 * <p>Three platform threads touch its pipes, because a virtual thread that waits on a pipe holds its carrier. The reader
 * also starts the process and stays until it is gone: a sandbox that dies with its parent dies with the starting thread.
 * Nothing here blocks a caller. When the first process ends, the rest of its tree is killed; so a child ends exactly once.
 */
public final class Child {
    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    static final String MARKER_PREFIX = ProcessHandle.current().pid() + "."
            + ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(Instant::toEpochMilli)
                    .orElse(0L) + ".";
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    // deep enough for a listener that parses nested JSON
    private static final long READER_STACK_BYTES = 512 << 10;
    private static final long STACK_BYTES = 128 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** What the reader is doing, so that one that will never return from a read can be left behind. */
    private enum Phase {
        BUSY,
        READING,
        ENDED
    }

    private final ChildCommand command;
    private final ChildListener listener;
    private final String name;
    private final Outbox outbox;
    private final Gate gate;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BUSY);
    private final AtomicReference<@Nullable ChildEnd> cause = new AtomicReference<>();
    private @Nullable ProcessTree tree;

    private Child(ChildCommand command, ChildListener listener) {
        this.command = command;
        this.listener = listener;
        name = "child-" + SEQUENCE.incrementAndGet();
        outbox = new Outbox(command.limits().outboxBytesMax());
        gate = new Gate(command.limits().linesPerSecondMax());
    }

    /** A child that is being started; a failure to start is its end, told to {@code listener} like any other. */
    public static Child start(ChildCommand command, ChildListener listener) {
        Child child = new Child(command, listener);
        child.thread("out", READER_STACK_BYTES, child::live);
        return child;
    }

    /**
     * Queues one line, without its line end, for standard input; never blocks. False where the child does not read as fast
     * as it is written to, or has ended; then the line was not taken at all.
     *
     * @throws IllegalArgumentException where the line holds a line end or a NUL byte: it would be two messages
     */
    public boolean send(byte[] line) {
        if (line.length == 0 || LineBuffer.indexOfStop(line, 0, line.length) < line.length) {
            throw new IllegalArgumentException("not one line");
        }
        return outbox.offer(line);
    }

    /** True where the child reads no more: it has ended, is about to, or closed its input. */
    public boolean isDeaf() {
        return outbox.isClosed();
    }

    /** Holds lines back, after at most one more; the child blocks when its pipe is full, and its end waits too. */
    public void pauseReading() {
        gate.shut();
    }

    /** Lets lines flow again. */
    public void resumeReading() {
        gate.open();
    }

    /**
     * Asks the child to end and returns at once: what was sent is written, standard input is closed, then SIGTERM, then
     * SIGKILL for the whole tree, each after the grace. From now on its lines are dropped, so that no full pipe keeps it.
     * Asking again changes nothing. Source: MCP 2026-07-28, stdio, Shutdown.
     */
    public void stop() {
        if (cause.compareAndSet(null, new ChildEnd.Stopped())) {
            stopPolitely();
        }
    }

    private void stopPolitely() {
        outbox.close();
        gate.release();
        ProcessTree started = tree();
        if (started != null) {
            started.stop(command.limits().stopGrace());
        }
    }

    private void live() {
        ChildEnd already = cause.get();
        if (already != null) {
            end(already);
            return;
        }
        try {
            switch (Executable.find(
                    command.command().getFirst(),
                    command.environment().getOrDefault("PATH", ""),
                    command.directory())) {
                case Executable.Missing missing -> end(new ChildEnd.StartFailed(missing.message()));
                case Executable.At program -> run(program.path().toAbsolutePath());
            }
        } catch (IOException e) {
            // the system's words, for example "argument list too long"
            end(new ChildEnd.StartFailed("command " + command.command().getFirst() + " cannot be started in "
                    + command.directory() + ": " + e.getMessage()));
        } catch (InterruptedException | RuntimeException | Error e) {
            endBroken(e);
        }
    }

    private void run(Path program) throws IOException, InterruptedException {
        String marker = MARKER_PREFIX + name;
        Path setsid = SETSID.stream().filter(Files::isExecutable).findFirst().orElse(null);
        Process process = launch(program, setsid, marker);
        ProcessTree started = new ProcessTree(process, marker, setsid != null);
        publish(started);
        Thread writer = thread("in", STACK_BYTES, () -> outbox.drainTo(process.getOutputStream()));
        Thread errors = thread("err", STACK_BYTES, () -> readErrors(process.getErrorStream()));
        List<Thread> threads = List.of(Thread.currentThread(), writer, errors);
        started.watch(
                () -> Reaper.runAfter(PATIENCE.toMillis(), () -> freeThreads(process, threads, started::killHolders)));
        if (cause.get() != null) {
            started.stop(command.limits().stopGrace());
        }

        ChildEnd fault = read(process.getInputStream());
        if (fault != null && cause.compareAndSet(null, fault)) {
            outbox.abandon();
            started.kill();
        } else if (!started.awaitGone(command.limits().stopGrace())
                && cause.compareAndSet(null, new ChildEnd.OutputClosed())) {
            stopPolitely();
        }
        started.awaitGone();
        outbox.abandon();
        errors.join(PATIENCE);
        end(causeOr(process));
    }

    private Process launch(Path program, @Nullable Path setsid, String marker) throws IOException {
        List<String> line = new ArrayList<>();
        if (setsid != null) {
            line.add(setsid.toString());
        }
        line.add(program.toString());
        line.addAll(command.command().subList(1, command.command().size()));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(command.directory().toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        try {
            environment.putAll(command.environment());
        } catch (IllegalArgumentException e) {
            // its own words would tell a secret
            throw new IOException("a variable of its environment has an impossible name or a NUL byte in its value");
        }
        environment.put(ProcessTable.MARKER_NAME, marker);
        return builder.start();
    }

    private synchronized void publish(ProcessTree started) {
        tree = started;
    }

    private synchronized @Nullable ProcessTree tree() {
        return tree;
    }

    /** Reads to the end of standard output; the fault that stopped it before, or null. */
    private @Nullable ChildEnd read(InputStream stdout) throws InterruptedException {
        // When the process ends, the platform copies what is left in the pipe, without a bound while a grandchild
        // writes on; it needs the monitor of the stream for that, which is ours until we have read everything.
        synchronized (stdout) {
            try (stdout) {
                return readLines(stdout, new LineBuffer(command.limits().lineBytesMax()));
            } catch (IOException | RuntimeException e) {
                report(e);
                return new ChildEnd.ReadFailed();
            }
        }
    }

    private @Nullable ChildEnd readLines(InputStream stdout, LineBuffer buffer)
            throws IOException, InterruptedException {
        while (phase.compareAndSet(Phase.BUSY, Phase.READING)) {
            int count = buffer.fill(stdout);
            if (!phase.compareAndSet(Phase.READING, Phase.BUSY) || count < 0) {
                return null;
            }
            for (byte[] line = buffer.next(); line.length > 0; line = buffer.next()) {
                gate.pass();
                if (cause.get() != null) {
                    break;
                }
                listener.line(line);
            }
            if (cause.get() != null) {
                buffer.clear();
            }
            switch (buffer.fault()) {
                case NONE -> gate.pay(buffer.takeLinesEnded());
                case LINE_TOO_LONG -> {
                    return new ChildEnd.LineTooLong(command.limits().lineBytesMax());
                }
                case NUL_BYTE -> {
                    return new ChildEnd.NulByte();
                }
            }
        }
        return null;
    }

    private void readErrors(InputStream stderr) {
        // the monitor: see read
        synchronized (stderr) {
            try (stderr) {
                new StderrLines(command.limits(), System::nanoTime, listener::stderr).drain(stderr);
            } catch (IOException e) {
                // the pipe is gone, and with it what it would have told
            }
        }
    }

    /**
     * Sees to it that no thread stays behind on a pipe that a stranger holds open when the processes are gone: {@code free}
     * is tried once, then the reader is left where it is.
     */
    private void freeThreads(Process process, List<Thread> threads, Runnable free) {
        if (threads.stream().noneMatch(Thread::isAlive)) {
            return;
        }
        free.run();
        Reaper.runAfter(PATIENCE.toMillis(), () -> leaveReader(process));
    }

    private void leaveReader(Process process) {
        if (phase.compareAndSet(Phase.READING, Phase.ENDED)) {
            outbox.abandon();
            tell(causeOr(process));
        } else if (phase.get() == Phase.BUSY) {
            Reaper.runAfter(PATIENCE.toMillis(), () -> leaveReader(process));
        }
    }

    private ChildEnd causeOr(Process process) {
        ChildEnd asked = cause.get();
        if (asked != null) {
            return asked;
        }
        return process.isAlive() ? new ChildEnd.ReadFailed() : new ChildEnd.Exited(process.exitValue());
    }

    private void tell(ChildEnd end) {
        command.watcher().accept(end);
        listener.ended(end);
    }

    private void end(ChildEnd end) {
        outbox.abandon();
        if (phase.getAndSet(Phase.ENDED) != Phase.ENDED) {
            tell(end);
        }
    }

    /** The end after a bug, or when the machine has no thread left: nothing may be left running. */
    private void endBroken(Throwable bug) {
        report(bug);
        ProcessTree started = tree();
        if (started != null) {
            started.kill();
        }
        end(new ChildEnd.ReadFailed());
    }

    private static void report(Throwable bug) {
        Thread reader = Thread.currentThread();
        reader.getUncaughtExceptionHandler().uncaughtException(reader, bug);
    }

    private Thread thread(String part, long stackBytes, Runnable work) {
        return Thread.ofPlatform()
                .daemon()
                .name(name + "-" + part)
                .stackSize(stackBytes)
                .start(work);
    }
}
