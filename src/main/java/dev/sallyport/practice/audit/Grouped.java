package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** Entries that one thread writes, as many at once as have gathered while the disk was busy: one wait for the disk for all of them. */
final class Grouped implements AuditRecorder.Entries {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final int QUEUE_MAX = 16_384;
    private static final int GROUP_MAX = 1_024;
    private static final long WAIT_MILLIS = 100;

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Ledger ledger;
    private final Owed owed;
    private final Thread writer;
    private volatile boolean closing;

    /**
     * An entry, and what goes on after it.
     *
     * @param owed true where it is written later when it cannot be written now
     */
    private record Waiting(ObjectNode entry, boolean owed, Written then) {}

    Grouped(Ledger ledger, Owed owed) {
        this.ledger = ledger;
        this.owed = owed;
        this.writer = Thread.ofPlatform().daemon().name("sallyport-audit").start(this::work);
    }

    @Override
    public void begin(Exchange exchange, ObjectNode entry, Written then) {
        add(new Waiting(entry, false, onItsLoop(exchange, then)));
    }

    @Override
    public void end(Exchange exchange, ObjectNode entry, Written then) {
        add(new Waiting(entry, true, onItsLoop(exchange, then)));
    }

    @Override
    public void write(ObjectNode entry) {
        add(new Waiting(entry, true, _ -> {}));
    }

    private static Written onItsLoop(Exchange exchange, Written then) {
        return was -> exchange.loop().execute(() -> then.written(was));
    }

    private void add(Waiting waiting) {
        if (!queue.offer(waiting)) {
            fail(waiting);
        }
    }

    private void fail(Waiting waiting) {
        if (waiting.owed()) {
            owed.add(waiting.entry());
        }
        tell(waiting, false);
    }

    /** Lets what waits go on; a loop that takes nothing more, because the gateway stops, keeps nobody else from going on. */
    private static void tell(Waiting waiting, boolean was) {
        try {
            waiting.then().written(was);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.WARNING, "what waited for an entry does not go on", bug);
        }
    }

    @Override
    public boolean isAble() {
        return writer.isAlive();
    }

    @Override
    public int queued() {
        return queue.size();
    }

    private void work() {
        List<Waiting> group = new ArrayList<>();
        EntryBytes bytes = new EntryBytes();
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP_MAX - 1);
                    write(group, bytes);
                    group.clear();
                }
            } catch (InterruptedException _) {
                closing = true;
            }
        }
    }

    private void write(List<Waiting> group, EntryBytes bytes) {
        List<byte[]> entries = new ArrayList<>(group.size());
        for (Waiting waiting : group) {
            entries.add(bytes.with(waiting.entry()).copy());
        }
        try {
            ledger.appendDurably(entries);
            group.forEach(waiting -> tell(waiting, true));
        } catch (Ledger.NotForced _) {
            // they are in the ledger, and nobody may rely on it: what they are about is refused
            group.forEach(waiting -> tell(waiting, false));
        } catch (IOException _) {
            group.forEach(this::fail);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
