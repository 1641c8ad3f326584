package dev.sallyport.observe.ship;

import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.disk.FolderLock;
import dev.sallyport.observe.ship.Shippers.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends for one sink what other processes of the home began to send to it and did not end: one ledger after the other, each where it stopped.
 * A ledger of which nothing was ever to be sent to this sink is none of it.
 */
final class Leftovers {
    private final Destination to;
    private final Pieces pieces;
    private final Shipper.Form form;
    private @Nullable Shipper shipper;
    private SinkState ended = SinkState.NOTHING;
    private long waiting;
    private boolean closed;

    /** Those for {@code to}. */
    Leftovers(Destination to, Pieces pieces, Shipper.Form form) {
        this.to = to;
        this.pieces = pieces;
        this.form = form;
    }

    /** Begins with the next of {@code ledgers}, which nobody writes, where none is under way, and ends one that is among {@code damaged}. */
    synchronized void look(List<LedgerFolder> ledgers, Set<String> damaged) throws IOException {
        if (closed) {
            return;
        }
        if (shipper != null && damaged.contains(shipper.ledger())) {
            shipper.close(Duration.ZERO);
        }
        if (shipper != null && shipper.isOver()) {
            ended = ended.and(shipper.state().over());
            shipper = null;
        }
        waiting = 0;
        Optional<IOException> failed = Optional.empty();
        for (LedgerFolder ledger : ledgers) {
            try {
                look(ledger);
            } catch (IOException cannot) {
                // the others are looked at all the same
                failed = Optional.of(cannot);
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    private void look(LedgerFolder ledger) throws IOException {
        Path folder = ledger.folder();
        Optional<Checkpoint> signed = ledger.checkpoint();
        if (signed.isEmpty() || !Files.exists(folder.resolve(Cursor.file(to.name())))) {
            return;
        }
        long size = signed.get().size();
        Cursor reached = Cursor.in(folder, to.name()).orElse(Cursor.START);
        if (reached.equals(new Cursor(size, size))) {
            return;
        }
        FolderLock lock = FolderLock.of(folder, Cursor.lockFile(to.name()));
        if (lock == null) {
            return;
        }
        if (shipper == null) {
            Shipper.Source source = new Shipper.Source(folder, Optional.of(lock));
            shipper = new Shipper(source, to.name(), pieces, to.sink().get(), form);
        } else {
            waiting += Math.max(0, size - reached.next());
            lock.close();
        }
    }

    /** How far it is with them. */
    synchronized SinkState state() {
        return (shipper == null ? ended : ended.and(shipper.state())).waiting(waiting);
    }

    /** Begins none any more, and sends what is left of the one under way, as {@link Shipper#close(Duration)}. */
    void close(Duration within) {
        Shipper last;
        synchronized (this) {
            closed = true;
            last = shipper;
        }
        if (last != null) {
            last.close(within);
        }
    }
}
