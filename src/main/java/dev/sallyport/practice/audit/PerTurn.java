package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Entries that the loops themselves write: what ended in one turn of a loop is written at its end, at once, just before the answers are
 * flushed. Under load one write to the file serves many calls, and a lone one waits for nothing.
 */
final class PerTurn implements AuditRecorder.Entries {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");

    private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);
    private final Ledger ledger;
    private final Owed owed;

    PerTurn(Ledger ledger, Owed owed) {
        this.ledger = ledger;
        this.owed = owed;
    }

    /** What has ended on one loop in this turn. */
    private final class Turn implements Runnable {
        private List<byte[]> entries = new ArrayList<>();
        private List<Exchange> exchanges = new ArrayList<>();
        private List<Written> waiting = new ArrayList<>();

        void add(Exchange exchange, byte[] entry, Written then) {
            entries.add(entry);
            exchanges.add(exchange);
            waiting.add(then);
            if (entries.size() == 1) {
                try {
                    exchange.loop().execute(this);
                } catch (RejectedExecutionException stopped) {
                    run();
                }
            }
        }

        @Override
        public void run() {
            List<byte[]> ended = entries;
            List<Exchange> of = exchanges;
            List<Written> told = waiting;
            // who goes on may end another exchange
            entries = new ArrayList<>(ended.size());
            exchanges = new ArrayList<>(of.size());
            waiting = new ArrayList<>(told.size());
            boolean written = isWritten(ended);
            for (int i = 0; !written && i < ended.size(); i++) {
                owed.add(ended.get(i), of.get(i).roundtrip().isSent());
            }
            for (Written then : told) {
                AuditRecorder.Entries.tell(then, written);
            }
        }
    }

    @Override
    public void begin(Exchange exchange, byte[] entry, Written then) {
        then.written(isWritten(List.of(entry)));
    }

    @Override
    public void end(Exchange exchange, byte[] entry, Written then) {
        turns.get().add(exchange, entry, then);
    }

    @Override
    public void write(byte[] entry) {
        if (!isWritten(List.of(entry))) {
            owed.add(entry, false);
        }
    }

    private boolean isWritten(List<byte[]> entries) {
        try {
            ledger.append(entries);
            return true;
        } catch (IOException _) {
            return false;
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "entries could not be written", bug);
            return false;
        }
    }

    @Override
    public boolean isAble() {
        return true;
    }

    @Override
    public int queued() {
        return 0;
    }

    @Override
    public void close() {}
}
