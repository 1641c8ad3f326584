package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.Output;
import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** How far long work is, on a terminal; nothing elsewhere. */
final class Progress implements LongConsumer, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 100_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean shown;
    private final long total;
    private long done;
    private long toldNanos = System.nanoTime();

    /** That of work over {@code total} bytes. */
    Progress(PrintWriter err, long total) {
        this.err = err;
        this.total = Math.max(1, total);
        this.shown = Output.isForPeople();
    }

    @Override
    public void accept(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (shown && now - toldNanos > EVERY_NANOS) {
            toldNanos = now;
            int part = (int) Math.min(WIDTH, WIDTH * done / total);
            err.print(CLEAR + "[" + "#".repeat(part) + " ".repeat(WIDTH - part) + "] "
                    + Math.min(100, 100 * done / total) + " %");
            err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
