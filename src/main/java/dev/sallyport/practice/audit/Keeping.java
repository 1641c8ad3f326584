package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ageing;
import dev.sallyport.ledger.Hold;
import dev.sallyport.ledger.SiblingLedgers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the ledgers of a home as its settings say, on a thread of its own that gives way to all others: full segments are compressed, old ones
 * pruned. What is about to be pruned, that a legal hold began or ended, and that another ledger is damaged, is written as an entry.
 */
final class Keeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    /** Who ends before is not held up by what others left. */
    private static final long FIRST_NANOS = 2_000_000_000L;

    private static final long EVERY_NANOS = 10_000_000_000L;

    private final Path parent;
    private final Ageing ageing;
    private final Clock clock;
    private final Instant began;
    private final long beganNanos = System.nanoTime();
    private final Book book;
    private final Thread thread;
    private final SiblingLedgers siblings;
    private final Hold.Telling holds = new Holds();
    private Set<String> damaged = Set.of();
    private volatile boolean closing;

    /** Where entries go. */
    interface Book {
        /** Writes one, later where it can not be written now. */
        void write(byte[] entry);

        /** Writes one, and returns once a checkpoint covers it. */
        void sign(byte[] entry) throws IOException;
    }

    /** That of the ledgers in {@code parent}, {@code siblings} and this process's own; entries go to {@code book}. */
    // only what happens to be left of the processor is wanted; nothing relies on it
    @SuppressWarnings("ThreadPriorityCheck")
    Keeping(Path parent, SiblingLedgers siblings, AuditSettings settings, Clock clock, Book book) {
        this.parent = parent;
        this.siblings = siblings;
        this.ageing = new Ageing(
                parent,
                siblings.own(),
                new Ageing.Rules(
                        settings.compress(),
                        settings.retention(),
                        settings.sizeMax().bytes()));
        this.clock = clock;
        this.began = clock.instant();
        this.book = book;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("sallyport-ageing")
                .priority(Thread.MIN_PRIORITY)
                .start(this::keep);
    }

    private void keep() {
        pause(FIRST_NANOS);
        while (!closing) {
            alone(() -> Hold.tell(parent, holds));
            alone(this::look);
            alone(() -> ageing.age(lived(), this::pruned));
            pause(EVERY_NANOS);
        }
    }

    /** The time, as far as this process lived to see it: a clock that jumps ahead makes nothing old. */
    private Instant lived() {
        Instant lived = began.plusNanos(System.nanoTime() - beganNanos);
        Instant now = clock.instant();
        return now.isBefore(lived) ? now : lived;
    }

    /** One thing that is done for the ledgers. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Does {@code step}; where it fails the others are done all the same. */
    private void alone(Step step) {
        try {
            step.run();
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.WARNING, "the ledgers in {0} cannot be kept: {1}", parent, failed.toString());
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "the ledgers in " + parent + " cannot be kept", bug);
        }
    }

    private void pause(long nanos) {
        if (!closing) {
            LockSupport.parkNanos(nanos);
        }
    }

    private final class Holds implements Hold.Telling {
        @Override
        public void told(Hold line) {
            book.write(entry(line.isHeld() ? "held" : "released")
                    .put("since", line.said("time"))
                    .put("by", line.said("by"))
                    .put("reason", line.said("reason"))
                    .take());
        }

        @Override
        public void changed() {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the file hold in {0} is not what it was: somebody has changed what it said of legal holds; what it says now is"
                            + " written into the ledger again",
                    parent);
            book.write(entry("holds-changed").take());
        }
    }

    /** Each damaged ledger is told once by each process, whose own goes to the sinks. */
    private void look() throws IOException {
        var _ = siblings.look();
        Map<String, String> found = siblings.damaged();
        found.forEach((ledger, where) -> {
            if (!damaged.contains(ledger)) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the ledger {0} is damaged ({1}) and stays as it is; nothing more of it is sent to sinks, and `sallyport"
                                + " audit verify` says more",
                        ledger,
                        where);
                book.write(entry("damaged")
                        .put("ledger", ledger)
                        .put("where", where)
                        .take());
            }
        });
        damaged = found.keySet();
    }

    private void pruned(Ageing.Pruned pruned) throws IOException {
        book.sign(entry("pruned")
                .put("ledger", pruned.ledger())
                .put("first", pruned.first())
                .put("entries", pruned.entries())
                .put("why", pruned.why())
                .take());
    }

    private EntryBytes entry(String event) {
        return EntryBytes.at(clock.instant()).put("event", event);
    }

    /** Ends it after the segment that it is at; others are looked at by nobody any more. */
    @Override
    public void close() {
        closing = true;
        siblings.stop();
        ageing.stop();
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
