package dev.sallyport.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Records in some turns of a second and not in others, and writes what each turn took. Both are the same process, compiled alike and at
 * the same time, so that what differs between two processes is in neither. Turns come in pairs whose order is drawn.
 */
final class Turns implements Recorder {
    private static final long TURN_NANOS = 1_000_000_000;
    private static final int SEED = 6;
    /** What these do for an entry may be done in the next turn, so it is counted apart. */
    private static final Set<String> LATER = Set.of("sallyport-ledger", "sallyport-ageing");

    private final Recorder recorded;
    private final Recorder unrecorded;
    private final AtomicLong ended = new AtomicLong();
    private volatile Recorder now;

    Turns(Recorder recorded, Recorder unrecorded) {
        this.recorded = recorded;
        this.unrecorded = unrecorded;
        this.now = unrecorded;
    }

    /** Takes turns until the process ends; a line for each is in {@code file}: end in milliseconds, what, ended exchanges, CPU in nanoseconds. */
    void start(Path file) throws IOException {
        var lines = new PrintStream(Files.newOutputStream(file), true);
        Thread.ofPlatform().daemon().start(() -> {
            Random order = new Random(SEED);
            while (true) {
                boolean isFirst = order.nextBoolean();
                turn(isFirst, lines);
                turn(!isFirst, lines);
            }
        });
    }

    private void turn(boolean isRecorded, PrintStream lines) {
        now = isRecorded ? recorded : unrecorded;
        long calls = ended.get();
        long cpu = cpuNanos();
        long later = laterNanos();
        long since = System.nanoTime();
        while (System.nanoTime() - since < TURN_NANOS) {
            LockSupport.parkNanos(TURN_NANOS - (System.nanoTime() - since));
        }
        long own = laterNanos() - later;
        lines.println(String.join(
                " ",
                Long.toString(System.currentTimeMillis()),
                isRecorded ? "process" : "off",
                Long.toString(ended.get() - calls),
                Long.toString(cpuNanos() - cpu - own),
                Long.toString(own)));
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long laterNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && LATER.contains(thread.getThreadName()))
                .mapToLong(ThreadInfo::getThreadId)
                .map(threads::getThreadCpuTime)
                .sum();
    }

    @Override
    public boolean isAble() {
        return now.isAble();
    }

    @Override
    public void begins(Exchange exchange, boolean isStream, Written then) {
        now.begins(exchange, isStream, then);
    }

    @Override
    public void ended(Exchange exchange, Written then) {
        ended.incrementAndGet();
        now.ended(exchange, then);
    }

    @Override
    public void stepped(Step step) {
        now.stepped(step);
    }

    @Override
    public void ended(Session session, Session.End why) {
        now.ended(session, why);
    }
}
