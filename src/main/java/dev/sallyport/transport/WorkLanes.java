package dev.sallyport.transport;

import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The lanes of this process: a bounded pool of platform threads for computing, bounded virtual threads for waiting. */
public final class WorkLanes implements Lanes, AutoCloseable {
    private static final int CPU_QUEUE_MAX = 1024;
    private static final int WAITERS_MAX = 4096;

    private final ExecutorService cpu;
    private final ExecutorService waiters = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore waiting = new Semaphore(WAITERS_MAX);
    private final Map<Lane, LongAdder> rejected =
            new EnumMap<>(Map.of(Lane.CPU, new LongAdder(), Lane.WAIT, new LongAdder()));

    /** Lanes with {@code cores} computing threads. */
    public WorkLanes(int cores) {
        cpu = new ThreadPoolExecutor(
                cores,
                cores,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(CPU_QUEUE_MAX),
                Thread.ofPlatform().daemon().name("sallyport-cpu-", 0).factory());
    }

    @Override
    public boolean submit(Lane lane, Runnable step) {
        boolean taken = offer(lane, step);
        LongAdder counter = taken ? null : rejected.get(lane);
        if (counter != null) {
            counter.increment();
        }
        return taken;
    }

    /** How many steps found {@code lane} full. */
    public long rejectedCount(Lane lane) {
        LongAdder counter = rejected.get(lane);
        return counter == null ? 0 : counter.sum();
    }

    private boolean offer(Lane lane, Runnable step) {
        try {
            return switch (lane) {
                case CPU -> {
                    cpu.execute(step);
                    yield true;
                }
                case WAIT -> await(step);
                case LOOP -> throw new IllegalArgumentException("a step of the loop needs no lane");
            };
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    private boolean await(Runnable step) {
        if (!waiting.tryAcquire()) {
            return false;
        }
        waiters.execute(() -> {
            try {
                step.run();
            } finally {
                waiting.release();
            }
        });
        return true;
    }

    @Override
    public void close() {
        cpu.shutdownNow();
        waiters.shutdownNow();
    }
}
