package dev.sallyport.pipeline;

/** What one exchange has taken from the memory for large messages: for its request until it ends, for a reply until it is handed over. */
final class HeldMemory {
    private final MemoryGate gate;
    private long requestBytes;
    private long replyBytes;

    HeldMemory(MemoryGate gate) {
        this.gate = gate;
    }

    /** Takes what a request needs; false where it is not free. */
    boolean request(long sizeBytes) {
        if (!gate.requests().enter(sizeBytes)) {
            return false;
        }
        requestBytes = sizeBytes;
        return true;
    }

    /** Takes what a reply needs that was not parsed yet; false where it is not free. */
    boolean reply(long sizeBytes) {
        if (sizeBytes <= MemoryGate.FREE_BYTES) {
            return true;
        }
        if (!gate.replies().enter(sizeBytes)) {
            return false;
        }
        replyBytes += sizeBytes;
        return true;
    }

    /** Gives back what a reply took. */
    void handedOver(long sizeBytes) {
        if (sizeBytes > MemoryGate.FREE_BYTES && replyBytes >= sizeBytes) {
            replyBytes -= sizeBytes;
            gate.replies().leave(sizeBytes);
        }
    }

    /** Gives everything back. */
    void release() {
        gate.requests().leave(requestBytes);
        gate.replies().leave(replyBytes);
        requestBytes = 0;
        replyBytes = 0;
    }
}
