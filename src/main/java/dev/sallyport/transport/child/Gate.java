package dev.sallyport.transport.child;

/** What holds a child's reader back: shut by the listener, or by the reader's own pace; opened for ever at the end. */
final class Gate {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final long lineNanos;
    private boolean shut;
    private boolean released;
    private long paidUntilNanos = System.nanoTime();

    Gate(int linesPerSecondMax) {
        lineNanos = SECOND_NANOS / linesPerSecondMax;
    }

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Lets everything through from now on. */
    synchronized void release() {
        released = true;
        notifyAll();
    }

    /** Waits while the gate is shut. */
    synchronized void pass() throws InterruptedException {
        while (shut && !released) {
            wait();
        }
    }

    /** Waits until {@code lines} more fit the pace: a debt of one second is free. */
    synchronized void pay(int lines) throws InterruptedException {
        paidUntilNanos =
                lineNanos * lines + (paidUntilNanos - System.nanoTime() > 0 ? paidUntilNanos : System.nanoTime());
        long due = paidUntilNanos - SECOND_NANOS;
        for (long left = due - System.nanoTime(); left > 0 && !released; left = due - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
