package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder.Written;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Entries that are written by whoever has something to write. */
final class AtOnce implements AuditRecorder.Entries {
    private final ThreadLocal<EntryBytes> bytes = ThreadLocal.withInitial(EntryBytes::new);
    private final Ledger ledger;
    private final Owed owed;

    AtOnce(Ledger ledger, Owed owed) {
        this.ledger = ledger;
        this.owed = owed;
    }

    @Override
    public void begin(Exchange exchange, ObjectNode entry, Written then) {
        then.written(isWritten(entry));
    }

    @Override
    public void end(Exchange exchange, ObjectNode entry, Written then) {
        then.written(isWrittenOrOwed(entry));
    }

    @Override
    public void write(ObjectNode entry) {
        var _ = isWrittenOrOwed(entry);
    }

    private boolean isWrittenOrOwed(ObjectNode entry) {
        boolean written = isWritten(entry);
        if (!written) {
            owed.add(entry);
        }
        return written;
    }

    private boolean isWritten(ObjectNode entry) {
        EntryBytes members = bytes.get().with(entry);
        try {
            ledger.append(members.array(), members.from(), members.to());
            return true;
        } catch (IOException _) {
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
