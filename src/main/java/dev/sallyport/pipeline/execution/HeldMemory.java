package dev.sallyport.pipeline.execution;

/** What one exchange holds of the memory for large messages: for its request, and for messages of the server on their way. */
public final class HeldMemory {
    private final MemoryGate gate;
    private long requestBytes;
    private long replyBytes;
    private boolean released;

    /** Holds nothing of {@code gate} yet. */
    public HeldMemory(MemoryGate gate) {
        this.gate = gate;
    }

    /** Takes what the request needs, until the end; false where it is not free. */
    public boolean request(long sizeBytes) {
        boolean taken = gate.requests().enter(sizeBytes);
        requestBytes = taken ? sizeBytes : 0;
        return taken;
    }

    /** Takes what a message of the server needs before it is parsed; false where it is not free. */
    public boolean reply(long sizeBytes) {
        if (released) {
            return true;
        }
        boolean taken = gate.replies().enter(sizeBytes);
        if (taken) {
            adopt(sizeBytes);
        }
        return taken;
    }

    /** Takes over what was taken for a message of the server before it was known whose it is. */
    public void adopt(long sizeBytes) {
        if (released) {
            gate.replies().leave(sizeBytes);
        } else if (sizeBytes > MemoryGate.FREE_BYTES) {
            replyBytes += sizeBytes;
        }
    }

    /** Gives back what a message of the server took, where it took any. */
    public void delivered(long sizeBytes) {
        if (sizeBytes > MemoryGate.FREE_BYTES && replyBytes >= sizeBytes) {
            replyBytes -= sizeBytes;
            gate.replies().leave(sizeBytes);
        }
    }

    /** Gives back everything; nothing is held from now on. */
    public void release() {
        gate.requests().leave(requestBytes);
        gate.replies().leave(replyBytes);
        requestBytes = 0;
        replyBytes = 0;
        released = true;
    }
}
