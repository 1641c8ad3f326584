package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.execution.MemoryGate;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The memory for the line of a child that is read at the moment; used by the child's reader alone. */
final class LineMemory {
    private static final long RETRY_NANOS = 20_000_000;

    private final MemoryGate gate;
    private long takenBytes;

    LineMemory(MemoryGate gate) {
        this.gate = gate;
    }

    /** Takes what a line needs; where it is not free, waits for it. False where {@code over} comes first. */
    boolean take(int sizeBytes, BooleanSupplier over) {
        while (!gate.replies().enter(sizeBytes)) {
            if (over.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        takenBytes = sizeBytes;
        return true;
    }

    /** Hands what was taken to somebody else, who gives it back. */
    long handOver() {
        long handed = takenBytes;
        takenBytes = 0;
        return handed;
    }

    /** Gives back what was taken and not handed over. */
    void release() {
        gate.replies().leave(handOver());
    }
}
