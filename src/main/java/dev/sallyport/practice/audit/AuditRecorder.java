package dev.sallyport.practice.audit;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.OwnLedger;
import dev.sallyport.ledger.SiblingLedgers;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.execution.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Writes one entry into the ledger for every exchange, and one more before a stream is sent; under {@link Durability#STRICT} also before a
 * call is. While nothing can be written the recorder is not able, and nothing is sent to a server.
 */
public final class AuditRecorder implements Recorder, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final long TEND_NANOS = 250_000_000;
    private static final long SIGNED_NANOS = 10_000_000;
    private static final long SIGNED_NANOS_MAX = 10_000_000_000L;

    private final OwnLedger own;
    private final Ledger ledger;
    private final SiblingLedgers siblings;
    private final Clock clock;
    private final Strangers strangers = new Strangers();
    private final Owed owed;
    private final Entries entries;
    private final AuditEntries made;
    private final Thread tending;
    private Ending keeping = () -> {};
    private volatile long settledNanos = System.nanoTime();
    private volatile boolean closing;

    /** Something that ends before the ledger is closed. */
    @FunctionalInterface
    interface Ending {
        /** Ends it, and waits until it has. */
        void close();
    }

    /** Where entries go: by the loops themselves, or by a thread of its own. */
    sealed interface Entries permits PerTurn, Grouped {
        /** Writes that {@code exchange} is about to be sent; {@code then} runs here or on its loop. Where it fails nothing is sent. */
        void begin(Exchange exchange, byte[] entry, Written then);

        /** Writes how {@code exchange} ended, later where it can not be written now; {@code then} runs here or on its loop. */
        void end(Exchange exchange, byte[] entry, Written then);

        /** Writes an entry of no exchange. */
        void write(byte[] entry);

        /** False where nothing is written any more. */
        boolean isAble();

        /** How many entries wait. */
        int queued();

        /** Writes what waits. */
        void close();

        /** Lets what waited go on; a loop that takes nothing more, because the gateway stops, keeps nobody else from going on. */
        static void tell(Written waited, boolean was) {
            try {
                waited.written(was);
            } catch (RuntimeException | Error bug) {
                LOG.log(System.Logger.Level.WARNING, "what waited for an entry does not go on", bug);
            }
        }
    }

    /**
     * What entries and their ledger are made with.
     *
     * @param signer signs checkpoints
     * @param arguments digests arguments
     * @param masked takes secrets out of a text
     */
    public record Means(NoteSigner signer, KeyedDigest arguments, UnaryOperator<String> masked) {}

    /** Writes to a ledger of its own in {@code folder}, as {@code settings} say. */
    public static AuditRecorder open(Path folder, String kind, Means means, AuditSettings settings, Clock clock)
            throws IOException {
        OwnLedger.Form form =
                new OwnLedger.Form(kind, means.signer(), settings.segment().bytes(), clock);
        AuditRecorder recorder = new AuditRecorder(OwnLedger.claim(folder, form), settings.durability(), means, clock);
        recorder.keeping = new Keeping(folder, recorder.siblings, settings, clock, recorder.new Book())::close;
        return recorder;
    }

    /** Writes to the ledger {@code own}, which it closes in the end. */
    public AuditRecorder(OwnLedger own, Durability durability, Means means, Clock clock) {
        this.made = new AuditEntries(new ArgumentFacts(means.arguments()), new ShownNames(means.masked()));
        this.own = own;
        this.siblings = new SiblingLedgers(own.folder(), means.signer());
        this.ledger = own.ledger();
        this.clock = clock;
        this.owed = new Owed(clock);
        this.entries = switch (durability) {
            case PROCESS -> new PerTurn(ledger, owed);
            case STRICT -> new Grouped(ledger, owed);
        };
        this.tending = Thread.ofPlatform().daemon().name("sallyport-ledger").start(this::tend);
    }

    @Override
    public boolean isAble() {
        return ledger.isAble() && entries.isAble() && !owed.isFull();
    }

    /** How many entries wait to be written. */
    public int queued() {
        return entries.queued() + owed.size();
    }

    /** The latest checkpoint of the ledger. */
    public Checkpoint checkpoint() {
        return ledger.checkpoint();
    }

    /** How long ago all that was written was last on the disk and signed, in nanoseconds; it grows where that fails. */
    public long unsettledNanos() {
        return System.nanoTime() - settledNanos;
    }

    /** The ledgers beside it. */
    public SiblingLedgers siblings() {
        return siblings;
    }

    /** Where the ledger is. */
    public Path folder() {
        return own.folder();
    }

    @Override
    public void begins(Exchange exchange, boolean isStream, Written then) {
        if (!isAble()) {
            then.written(false);
        } else if (isStream) {
            entries.begin(exchange, entry(exchange, made::opened), then);
        } else if (entries instanceof Grouped) {
            entries.begin(exchange, entry(exchange, made::intended), then);
        } else {
            then.written(true);
        }
    }

    @Override
    public void ended(Exchange exchange, Written then) {
        if (strangers.isCounted(exchange)) {
            then.written(true);
        } else if (!ArgumentFacts.areLong(exchange) || !isDigestedElsewhere(exchange, then)) {
            end(exchange, then);
        }
    }

    /** True where there is room on the lane for long work, which then digests what was refused before that. */
    private boolean isDigestedElsewhere(Exchange exchange, Written then) {
        return exchange.snapshot().pipeline().lanes().submit(Lane.CPU, () -> {
            try {
                var _ = exchange.argumentsDigest();
            } finally {
                endOnItsLoop(exchange, then);
            }
        });
    }

    private void endOnItsLoop(Exchange exchange, Written then) {
        try {
            exchange.loop().execute(() -> end(exchange, then));
        } catch (RejectedExecutionException stopped) {
            end(exchange, then);
        }
    }

    private void end(Exchange exchange, Written then) {
        entries.end(exchange, entry(exchange, made::ended), then);
    }

    /** The entry that {@code making} makes; no mistake in it leaves an exchange without its entry. */
    private static byte[] entry(Exchange exchange, Function<Exchange, byte[]> making) {
        try {
            return making.apply(exchange);
        } catch (RuntimeException | Error bug) {
            byte[] bare = AuditEntries.bare(exchange);
            LOG.log(System.Logger.Level.ERROR, "an entry about " + exchange.id() + " could not be made", bug);
            return bare;
        }
    }

    @Override
    public void ended(Session session, Session.End why) {
        entries.write(AuditEntries.ended(session, why, clock.instant()));
    }

    @Override
    public void stepped(Step step) {
        entries.write(AuditEntries.stepped(step));
    }

    /** The ledger, for entries about itself. */
    private final class Book implements Keeping.Book {
        @Override
        public void write(byte[] entry) {
            entries.write(entry);
        }

        @Override
        public void sign(byte[] entry) throws IOException {
            ledger.append(List.of(entry));
            long end = ledger.size();
            long sinceNanos = System.nanoTime();
            while (ledger.checkpoint().size() < end) {
                if (!ledger.isAble() || System.nanoTime() - sinceNanos > SIGNED_NANOS_MAX) {
                    throw new IOException("the ledger could not be signed");
                }
                LockSupport.unpark(tending);
                LockSupport.parkNanos(SIGNED_NANOS);
            }
        }
    }

    private void tend() {
        while (!closing) {
            LockSupport.parkNanos(TEND_NANOS);
            try {
                settle();
                strangers.due(clock.instant()).forEach(entries::write);
            } catch (RuntimeException | Error bug) {
                LOG.log(System.Logger.Level.ERROR, "what was counted or owed could not be written", bug);
            }
        }
    }

    private void settle() {
        ledger.tend();
        if (ledger.isAble()) {
            owed.pay(ledger);
            settledNanos = System.nanoTime();
        }
    }

    /** Writes what is left, signs it, and stops; once. */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        keeping.close();
        closing = true;
        LockSupport.unpark(tending);
        try {
            tending.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        strangers.take(clock.instant()).forEach(entries::write);
        entries.close();
        settle();
        owed.close();
        try {
            own.close();
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.ERROR, "the ledger could not be closed: {0}", failed.toString());
        }
    }
}
