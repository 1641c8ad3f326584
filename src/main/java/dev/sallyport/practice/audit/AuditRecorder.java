package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes one line of JSON for every exchange, and one more when a stream opens. Entries are handed to one writing thread through a
 * bounded queue; while they cannot be written, or the queue is full, the recorder is not able and nothing is sent to a server.
 */
public final class AuditRecorder implements Recorder, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final int QUEUE_MAX = 16_384;
    private static final int RESERVE = 1_024;
    private static final int BATCH_MAX = 1_024;
    private static final long RETRY_MILLIS = 500;

    /** How long entries gather before they are written: one wake-up and one write for all of them, not for each. */
    private static final long GATHER_MILLIS = 2;

    private sealed interface Note {
        record Opened(Exchange exchange) implements Note {}

        record Ended(Exchange exchange) implements Note {}

        record Stepped(Step step) implements Note {}

        record SessionEnded(Session session, Session.End why, Instant when) implements Note {}
    }

    private final BlockingQueue<Note> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AuditFile file;
    private final AuditEntries entries;
    private final Thread writer;
    private volatile boolean failing;
    private volatile boolean closing;

    /** Writes to {@code file} from now on. */
    public AuditRecorder(AuditFile file) {
        this.file = file;
        this.entries = new AuditEntries(file.clock());
        this.writer = Thread.ofPlatform().daemon().name("sallyport-audit").start(this::work);
    }

    @Override
    public boolean isAble() {
        return !failing && queue.remainingCapacity() > RESERVE;
    }

    /** How many entries wait to be written. */
    public int queued() {
        return queue.size();
    }

    @Override
    public void opened(Exchange exchange) {
        add(new Note.Opened(exchange));
    }

    @Override
    public void ended(Exchange exchange) {
        add(new Note.Ended(exchange));
    }

    @Override
    public void ended(Session session, Session.End why) {
        add(new Note.SessionEnded(session, why, file.clock().instant()));
    }

    @Override
    public void stepped(Step step) {
        add(new Note.Stepped(step));
    }

    private void add(Note note) {
        if (!queue.offer(note)) {
            // the reserve is there so that this can not happen to an exchange that was sent
            LOG.log(System.Logger.Level.ERROR, "the audit queue overflowed, an entry is lost");
        }
    }

    private void work() {
        List<Note> batch = new ArrayList<>();
        probe();
        while (!closing || !queue.isEmpty()) {
            try {
                Note first = queue.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    if (!closing) {
                        Thread.sleep(GATHER_MILLIS);
                    }
                    queue.drainTo(batch, BATCH_MAX);
                }
                write(batch);
                batch.clear();
            } catch (InterruptedException _) {
                closing = true;
            }
        }
    }

    /** Opens the trail before the first entry, so that one that cannot be written is known from the start. */
    private void probe() {
        try {
            file.append(new byte[0]);
        } catch (IOException broken) {
            failed(broken);
        }
    }

    private void write(List<Note> batch) throws InterruptedException {
        byte[] lines = entries.flush();
        for (Note note : batch) {
            switch (note) {
                case Note.Opened opened -> entries.opened(opened.exchange());
                case Note.Ended ended -> entries.ended(ended.exchange());
                case Note.Stepped stepped -> entries.stepped(stepped.step());
                case Note.SessionEnded ended -> entries.ended(ended.session(), ended.why(), ended.when());
            }
        }
        lines = join(lines, entries.take());
        // with nothing to write, what failed is tried anew: nobody asks a gateway that is not ready
        while (lines.length > 0 || failing) {
            try {
                file.append(lines);
                failing = false;
                return;
            } catch (IOException | UncheckedIOException broken) {
                failed(broken);
                if (closing) {
                    return;
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private void failed(Exception broken) {
        if (!failing) {
            LOG.log(System.Logger.Level.ERROR, "the audit trail cannot be written: {0}", broken.toString());
        }
        failing = true;
    }

    private static byte[] join(byte[] a, byte[] b) {
        if (a.length == 0) {
            return b;
        }
        byte[] joined = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** Writes what is queued, and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(2_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
