package dev.sallyport.transport.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/** Standard output of a guarded server: whole lines only, written by one thread of its own, queued up to a bound. */
final class StdioOutput {
    private static final int QUEUE_BYTES_MAX = 1 << 20;

    private final OutputStream out;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private final Runnable whenDrained;
    private int queuedBytes;
    private boolean closed;

    StdioOutput(OutputStream out, Runnable whenDrained) {
        this.out = out;
        this.whenDrained = whenDrained;
        Thread.ofPlatform().daemon().name("sallyport-stdout").start(this::work);
    }

    /** Queues one line; the caller looks at {@link #isWritable} first and writes at most a little more. */
    synchronized void line(byte[] json) {
        if (!closed) {
            lines.add(json);
            queuedBytes += json.length;
            notifyAll();
        }
    }

    synchronized boolean isWritable() {
        return queuedBytes < QUEUE_BYTES_MAX;
    }

    private void work() {
        try {
            byte[] line = next();
            while (line.length > 0) {
                out.write(line);
                out.write('\n');
                if (written(line.length)) {
                    out.flush();
                    whenDrained.run();
                }
                line = next();
            }
        } catch (IOException _) {
            // the client is gone; its end of standard input says so too
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (lines.isEmpty() && !closed) {
            wait();
        }
        return lines.isEmpty() ? new byte[0] : lines.poll();
    }

    /** True where nothing is queued any more. */
    private synchronized boolean written(int bytes) {
        queuedBytes -= bytes;
        notifyAll();
        return lines.isEmpty();
    }

    /** Waits until everything is written, as long as {@code patient} says. */
    synchronized void drain(BooleanSupplier patient) throws InterruptedException {
        while (queuedBytes > 0 && !closed && patient.getAsBoolean()) {
            wait(50);
        }
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
    }
}
