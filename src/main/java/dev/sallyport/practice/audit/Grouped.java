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
import java.util.function.Consumer;

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
     * @param failed takes the entry where it cannot be written now
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(byte[] entry, Consumer<byte[]> failed, Written then) {}

    Grouped(Ledger ledger, Owed owed) {
        this.ledger = ledger;
        this.owed = owed;
        this.writer = Thread.ofPlatform().daemon().name("sallyport-audit").start(this::work);
    }

    @Override
    public void begin(Exchange exchange, byte[] entry, Written then) {
        add(new Waiting(entry, _ -> {}, onItsLoop(exchange, then)));
    }

    @Override
    public void end(Exchange exchange, byte[] entry, Written then) {
        boolean sent = exchange.roundtrip().isSent();
        add(new Waiting(entry, it -> owed.add(it, sent), onItsLoop(exchange, then)));
    }

    @Override
    public void write(byte[] entry) {
        add(new Waiting(entry, it -> owed.add(it, false), _ -> {}));
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
        waiting.failed().accept(waiting.entry());
        tell(waiting, false);
    }

    private static void tell(Waiting waiting, boolean was) {
        AuditRecorder.Entries.tell(waiting.then(), was);
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
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP_MAX - 1);
                    write(group);
                    group.clear();
                }
            } catch (InterruptedException _) {
                closing = true;
            }
        }
    }

    private void write(List<Waiting> group) {
        try {
            ledger.appendDurably(group.stream().map(Waiting::entry).toList());
            group.forEach(waiting -> tell(waiting, true));
        } catch (Ledger.NotForced _) {
            // they are in the ledger, and nobody may rely on it: what they are about is refused
            group.forEach(waiting -> tell(waiting, false));
        } catch (IOException _) {
            group.forEach(this::fail);
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "entries could not be written", bug);
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
