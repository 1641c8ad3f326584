package dev.sallyport.transport.child;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;

/** The lines that wait for a child's standard input, within a bound of bytes; one thread writes them. */
final class Outbox {
    private final int bytesMax;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private int bytes;
    private boolean closed;

    Outbox(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Queues a line; false where it does not fit or nothing is taken any more. */
    synchronized boolean offer(byte[] line) {
        if (closed || line.length >= bytesMax - bytes) {
            return false;
        }
        bytes += line.length + 1;
        lines.add(line);
        notifyAll();
        return true;
    }

    /** True where nothing is taken any more, however little waits. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes no more; what waits is still written, then standard input is closed. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes no more and forgets what waits. */
    synchronized void abandon() {
        lines.clear();
        bytes = 0;
        close();
    }

    /** Writes what is queued until the outbox is closed or the child reads no more, then closes {@code stdin}. */
    void drainTo(OutputStream stdin) {
        try (stdin) {
            for (byte[] line = take(); line.length > 0; line = take()) {
                stdin.write(line);
                stdin.write('\n');
                if (written(line)) {
                    stdin.flush();
                }
            }
        } catch (IOException | InterruptedException e) {
            // a child that closed its input hears nothing more: every later offer is refused
        } finally {
            abandon();
        }
    }

    private synchronized byte[] take() throws InterruptedException {
        while (lines.isEmpty() && !closed) {
            wait();
        }
        return lines.isEmpty() ? new byte[0] : lines.remove();
    }

    /** Gives the room of a written line back; true where no other waits, so that it is time to flush. */
    private synchronized boolean written(byte[] line) {
        bytes = Math.max(0, bytes - line.length - 1);
        return lines.isEmpty();
    }
}
