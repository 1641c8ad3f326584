package dev.sallyport.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that large messages take at once: each takes a multiple of its bytes before it is parsed. */
public final class MemoryGate {
    /** Messages up to this size need no permit. */
    public static final int FREE_BYTES = 64 * 1024;

    private static final int HEAP_PER_BYTE = 8;

    private final long allBytes;
    private final AtomicLong freeBytes;

    /** A gate of {@code bytes} of heap. */
    public MemoryGate(long bytes) {
        allBytes = bytes;
        freeBytes = new AtomicLong(bytes);
    }

    /** The largest message that can ever enter. */
    public long messageBytesMax() {
        return Math.max(FREE_BYTES, allBytes / HEAP_PER_BYTE);
    }

    /** Takes what a message of {@code sizeBytes} needs; false where it is not free. */
    public boolean enter(long sizeBytes) {
        if (sizeBytes <= FREE_BYTES) {
            return true;
        }
        long wanted = sizeBytes * HEAP_PER_BYTE;
        if (freeBytes.addAndGet(-wanted) >= 0) {
            return true;
        }
        freeBytes.addAndGet(wanted);
        return false;
    }

    /** Gives back what {@link #enter} took for a message of this size. */
    public void leave(long sizeBytes) {
        if (sizeBytes > FREE_BYTES) {
            freeBytes.addAndGet(sizeBytes * HEAP_PER_BYTE);
        }
    }
}
