package dev.sallyport.pipeline.execution;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that large messages take at once: each takes a multiple of its bytes before it is parsed. Requests and replies
 * have a half each, so that no reply waits for the very request that it answers; and a message that is alone in its half may
 * always enter. Safe for use by several threads.
 */
public final class MemoryGate {
    /** Messages up to this size need no permit. */
    public static final int FREE_BYTES = 64 * 1024;

    private static final int HEAP_PER_BYTE = 8;

    private final Half requests;
    private final Half replies;

    /** A gate of {@code bytes} of heap. */
    public MemoryGate(long bytes) {
        requests = new Half(bytes / 2);
        replies = new Half(bytes / 2);
    }

    /** For messages of clients. */
    public Half requests() {
        return requests;
    }

    /** For messages of servers. */
    public Half replies() {
        return replies;
    }

    /** The memory for messages of one direction. */
    public static final class Half {
        private final long bytes;
        private final AtomicLong taken = new AtomicLong();

        Half(long bytes) {
            this.bytes = bytes;
        }

        /** Takes what a message of {@code sizeBytes} needs; false where it is not free. */
        public boolean enter(long sizeBytes) {
            if (sizeBytes <= FREE_BYTES) {
                return true;
            }
            long wanted = sizeBytes * HEAP_PER_BYTE;
            long before = taken.getAndAdd(wanted);
            if (before == 0 || before + wanted <= bytes) {
                return true;
            }
            taken.addAndGet(-wanted);
            return false;
        }

        /** Gives back what {@link #enter} took for a message of this size. */
        public void leave(long sizeBytes) {
            if (sizeBytes > FREE_BYTES) {
                taken.addAndGet(-sizeBytes * HEAP_PER_BYTE);
            }
        }
    }
}
