package dev.sallyport.observe.ship;

import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.disk.FolderLock;
import dev.sallyport.observe.ship.Shippers.Destination;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends for one sink what other processes of the home began to send to it and did not end: one ledger after the other, each where it stopped.
 * A ledger of which nothing was ever to be sent to this sink is none of it. Of a damaged one the sink is told from where on it gets nothing.
 */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger("sallyport.ship");

    private final Destination to;
    private final Pieces pieces;
    private final Shipper.Form form;
    private @Nullable Shipper shipper;
    private SinkState ended = SinkState.NOTHING;
    private long waiting;
    private long missed;
    private final Map<String, Known> losses = new HashMap<>();
    private boolean closed;

    /** What is lost of a damaged ledger, which nobody writes, to a sink that has it so far. */
    private record Known(Cursor reached, Optional<Loss> loss) {}

    /** Those for {@code to}. */
    Leftovers(Destination to, Pieces pieces, Shipper.Form form) {
        this.to = to;
        this.pieces = pieces;
        this.form = form;
    }

    /**
     * Begins with the next of {@code ledgers}, which nobody writes, where none is under way; one that is among {@code damaged}, by origin, is
     * ended, and told of.
     */
    synchronized void look(List<LedgerFolder> ledgers, Map<String, LedgerFolder> damaged) throws IOException {
        if (closed) {
            return;
        }
        if (shipper != null && shipper.isOfDamaged() != isAmong(damaged, shipper.ledger())) {
            shipper.close(Duration.ZERO);
        }
        if (shipper != null && shipper.isOver()) {
            ended = ended.and(shipper.state().over());
            shipper = null;
        }
        waiting = 0;
        Optional<IOException> failed = Optional.empty();
        for (Map.Entry<String, LedgerFolder> each : damaged.entrySet()) {
            try {
                tell(each.getKey(), each.getValue());
            } catch (IOException cannot) {
                failed = Optional.of(cannot);
            }
        }
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

    private static boolean isAmong(Map<String, LedgerFolder> damaged, String name) {
        return damaged.values().stream().anyMatch(ledger -> ledger.name().equals(name));
    }

    /** Counts what the sink lacks of a damaged ledger, once, and begins to tell it where nothing else is under way. */
    private void tell(String ledger, LedgerFolder damaged) throws IOException {
        Path folder = damaged.folder();
        if (!Files.exists(folder.resolve(Cursor.file(to.name())))) {
            return;
        }
        Cursor reached = Cursor.in(folder, to.name()).orElse(Cursor.START);
        Known known = losses.get(ledger);
        if (known == null || !known.reached().equals(reached)) {
            known = new Known(
                    reached,
                    Loss.of(ledger, damaged, reached, pieces, form.clock().instant()));
            losses.put(ledger, known);
            known.loss().filter(loss -> !loss.isTold(folder, to.name())).ifPresent(loss -> count(damaged, loss));
        }
        Optional<Loss> untold = known.loss().filter(loss -> !loss.isTold(folder, to.name()));
        FolderLock lock =
                untold.isPresent() && shipper == null ? FolderLock.of(folder, Cursor.lockFile(to.name())) : null;
        if (lock != null) {
            Shipper.Source source = new Shipper.Source(folder, Optional.of(lock), untold);
            shipper = new Shipper(source, to.name(), pieces, to.sink().get(), form);
        }
    }

    private void count(LedgerFolder damaged, Loss loss) {
        missed += loss.entries();
        LOG.log(
                Level.ERROR,
                "of the damaged ledger {0} the sink {1} gets nothing from entry {2} on, {3} at least;"
                        + " `sallyport audit show` and `search` still read what can be read",
                damaged.name(),
                to.name(),
                Long.toString(loss.reached().next()),
                Long.toString(loss.entries()));
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
        return (shipper == null ? ended : ended.and(shipper.state())).and(new SinkState(waiting, 0, 0, missed, 0, ""));
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
