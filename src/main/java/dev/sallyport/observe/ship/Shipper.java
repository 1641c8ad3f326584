package dev.sallyport.observe.ship;

import dev.sallyport.ledger.LedgerFeed;
import dev.sallyport.ledger.LedgerFeed.Signed;
import dev.sallyport.ledger.disk.DiskFailure;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends one ledger to one sink from where that stopped the last time, by a thread of its own. How far the sink has everything stands in a
 * file beside the ledger, so that neither the end of this process nor that of the sink loses an entry; what was under way then is sent
 * again. It holds one batch in memory, whatever the sink does. Of all processes one sends a ledger to a sink; the others wait.
 */
public final class Shipper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.ship");
    private static final long LOOK_MILLIS = 200;
    private static final int BATCH_MAX = 500;
    private static final int BATCH_BYTES_MAX = 512 * 1024;
    private static final int UNCONFIRMED_MAX = 20_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);
    private static final int DOUBLINGS_MAX = 10;

    private final Source source;
    private final String name;
    private final Pieces pieces;
    private final Sink sink;
    private final Form form;
    private final LedgerFeed tail;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable FolderLock lock;
    private Cursor cursor = Cursor.START;
    private int batchMax = BATCH_MAX;
    private int failures;
    private int unconfirmed;
    private Instant unconfirmedSince = Instant.MAX;
    private String cursorProblem = "";
    private long missedBefore;

    private volatile long next;
    private volatile long size;
    private volatile Instant oldest = Instant.MAX;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile String problem = "";

    /**
     * What shippers have in common.
     *
     * @param clock by which lag is told
     * @param random what spreads the attempts of those who failed together
     */
    public record Form(Clock clock, RandomGenerator random) {}

    /**
     * A ledger to be sent.
     *
     * @param folder where it is
     * @param lock that of who sends it, where it was taken already: of a ledger that nobody writes any more, which is sent to its end
     * @param loss what is told in place of a damaged one, of which nothing more is sent
     */
    record Source(Path folder, Optional<FolderLock> lock, Optional<Loss> loss) {
        Source(Path folder, Optional<FolderLock> lock) {
            this(folder, lock, Optional.empty());
        }

        private boolean isLeft() {
            return lock.isPresent();
        }
    }

    /** Sends {@code source} to {@code sink}, which it closes in the end, and which is known by {@code name}. */
    Shipper(Source source, String name, Pieces pieces, Sink sink, Form form) {
        this.source = source;
        this.name = name;
        this.pieces = pieces;
        this.sink = sink;
        this.form = form;
        this.tail = new LedgerFeed(source.folder(), 0);
        this.thread =
                Thread.ofPlatform().daemon().name("sallyport-sink-" + name).start(this::run);
    }

    /** How it fares. */
    public SinkState state() {
        long behind = Math.max(0, size - next);
        Instant since = oldest;
        long seconds = behind == 0 || since.equals(Instant.MAX)
                ? 0
                : Math.max(0, Duration.between(since, form.clock().instant()).toSeconds());
        return new SinkState(behind, seconds, sent.get(), missed.get(), refused.get(), problem);
    }

    /** True where it tells of a damaged ledger, in place of sending it. */
    boolean isOfDamaged() {
        return source.loss().isPresent();
    }

    /** The name of the ledger. */
    String ledger() {
        return String.valueOf(source.folder().getFileName());
    }

    /** True once it has ended. */
    boolean isOver() {
        return !thread.isAlive();
    }

    /** True where this process sends the ledger; otherwise tells how far another one is. */
    private boolean isOurs() throws IOException {
        if (lock == null) {
            Path folder = source.folder();
            lock = source.isLeft() ? source.lock().get() : FolderLock.of(folder, Cursor.lockFile(name));
            Optional<Cursor> stored = Cursor.in(folder, name);
            if (lock != null && source.loss().isEmpty()) {
                begin(stored);
            } else if (lock == null) {
                size = tail.signed().map(signed -> signed.checkpoint().size()).orElse(0L);
                next = stored.orElse(Cursor.START).next();
            }
        }
        return lock != null;
    }

    /** Goes on where the sink had everything; that sending was begun can be seen from now on, by whoever ends it. */
    private void begin(Optional<Cursor> stored) throws IOException {
        cursor = stored.orElse(Cursor.START);
        next = cursor.next();
        tail.seek(next);
        if (stored.isEmpty()) {
            Path file = source.folder().resolve(Cursor.file(name));
            if (Files.exists(file)) {
                LOG.log(Level.WARNING, "{0} cannot be read, so the sink gets the whole ledger again", file);
            }
            write(cursor);
        }
    }

    private void store(Cursor reached) {
        if (!reached.equals(cursor)) {
            cursor = reached;
            write(reached);
            next = reached.next();
        }
    }

    private void write(Cursor reached) {
        try {
            new FolderDisk(source.folder()).replace(Cursor.file(name), reached.bytes());
            cursorProblem = "";
        } catch (IOException cannot) {
            boolean first = cursorProblem.isEmpty();
            cursorProblem = "how far it has everything is not kept, so that it gets entries again after a restart: "
                    + DiskFailure.writing(source.folder().resolve(Cursor.file(name)), cannot);
            if (first) {
                LOG.log(Level.WARNING, "of the sink {0}, {1}", name, cursorProblem);
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean last = closing.getCount() == 0;
                Duration wait = attempt(last);
                if (last && (!wait.isZero() || isStuck())) {
                    return;
                }
                if (source.isLeft() && !wait.isZero() && problem.isEmpty()) {
                    return;
                }
                if (!wait.isZero() && closing.await(wait.toMillis(), TimeUnit.MILLISECONDS) && isStuck()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    /** True where it does not work, and is not just being tried again. */
    private boolean isStuck() {
        return !problem.isEmpty() && unconfirmedSince.equals(Instant.MAX);
    }

    private void release() {
        try (FolderLock _ = lock;
                tail;
                sink) {
            // each is closed, also where that fails for another
        } catch (IOException _) {
            // it was read only, and a lock ends with the process
        }
    }

    /** Sends a batch; how long to wait before the next. */
    private Duration attempt(boolean last) {
        try {
            if (!isOurs()) {
                return Duration.ofMillis(LOOK_MILLIS);
            }
            boolean more = step(last || source.isLeft());
            if (unconfirmedSince.equals(Instant.MAX)) {
                recovered();
            }
            return more ? Duration.ZERO : Duration.ofMillis(LOOK_MILLIS);
        } catch (IOException | RuntimeException failed) {
            return failed(failed);
        }
    }

    /** A receiver that takes data without confirming it has not recovered. */
    private void recovered() {
        if (failures > 0) {
            LOG.log(Level.INFO, "the sink {0} gets entries again", name);
        }
        failures = 0;
        problem = cursorProblem;
    }

    private Duration failed(Exception failed) {
        String why = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        if (failures == 0) {
            LOG.log(Level.WARNING, "the sink {0} gets no entries, which wait in the ledger: {1}", name, why);
        }
        problem = why;
        unconfirmed = 0;
        unconfirmedSince = Instant.MAX;
        try {
            tail.seek(cursor.next());
        } catch (IOException _) {
            // a file that was read only
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures++, DOUBLINGS_MAX));
        wait = wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
        wait = wait.minusNanos((long) (form.random().nextDouble() * wait.toNanos() / 2));
        return failed instanceof Sink.Later later && later.after().compareTo(wait) > 0 ? later.after() : wait;
    }

    /** Another process may have told it just now. */
    private void tell(Loss loss) throws IOException {
        if (!loss.isTold(source.folder(), name)) {
            refused.addAndGet(sink.send(loss.ledger(), List.of(loss.piece())));
            sink.confirm();
            loss.told(source.folder(), name);
        }
    }

    private boolean step(boolean last) throws IOException {
        if (source.loss().isPresent()) {
            tell(source.loss().get());
            return false;
        }
        if (!cursorProblem.isEmpty()) {
            write(cursor);
        }
        Optional<Signed> signed = tail.signed();
        if (signed.isEmpty()) {
            return false;
        }
        size = signed.get().checkpoint().size();
        if (tail.next() > size) {
            LOG.log(
                    Level.WARNING,
                    "the ledger is shorter than what the sink {0} has of it, so it gets the whole ledger",
                    name);
            tail.seek(0);
            store(Cursor.START);
        }
        List<Piece> batch = batch(signed.get());
        if (!batch.isEmpty()) {
            send(signed.get().checkpoint().origin(), batch);
        }
        boolean more = tail.next() < size;
        Instant now = form.clock().instant();
        boolean pending = !unconfirmedSince.equals(Instant.MAX);
        if (pending
                && (unconfirmed >= UNCONFIRMED_MAX
                        || !now.isBefore(unconfirmedSince.plus(sink.confirmWithin()))
                        || (last && !more))) {
            sink.confirm();
            unconfirmed = 0;
            unconfirmedSince = Instant.MAX;
            oldest = Instant.MAX;
            store(new Cursor(tail.next(), more ? cursor.checkpoint() : size));
        }
        return more;
    }

    private void send(String ledger, List<Piece> batch) throws IOException {
        if (oldest.equals(Instant.MAX)) {
            oldest = batch.getFirst().time();
        }
        if (unconfirmedSince.equals(Instant.MAX)) {
            unconfirmedSince = form.clock().instant();
        }
        try {
            refused.addAndGet(sink.send(ledger, batch));
        } catch (Sink.TooLarge large) {
            batchMax = Math.max(1, batch.size() / 2);
            throw large;
        }
        unconfirmed += batch.size();
        sent.addAndGet(batch.stream().filter(piece -> piece.number() >= 0).count());
    }

    /** What is sent next; the checkpoint follows the last entry that it covers. */
    private List<Piece> batch(Signed signed) throws IOException {
        List<Piece> batch = new ArrayList<>();
        long[] bytes = {0};
        String ledger = signed.checkpoint().origin();
        tail.read(size, new LedgerFeed.Visitor() {
            @Override
            public boolean entry(long number, byte[] line, int from, int to) {
                if (batch.size() >= batchMax || (bytes[0] + to - from > BATCH_BYTES_MAX && !batch.isEmpty())) {
                    return false;
                }
                bytes[0] += to - from;
                return batch.add(pieces.entry(ledger, number, line, from, to));
            }

            @Override
            public void missing(long first, long end) {
                long from = Math.max(first, missedBefore);
                if (from <= end) {
                    missedBefore = end + 1;
                    missed.addAndGet(end - from + 1);
                    LOG.log(Level.ERROR, "entries {0} to {1} are gone before the sink {2} had them", from, end, name);
                }
                batch.add(pieces.missing(signed, first, end));
            }
        });
        if (tail.next() == size && (!batch.isEmpty() || (cursor.checkpoint() != size && unconfirmed == 0))) {
            batch.add(pieces.checkpoint(signed));
        }
        return batch;
    }

    /** Sends what is left where that goes on without a failure, for {@code within} at most, and stops within as long again. */
    void close(Duration within) {
        closing.countDown();
        try {
            if (!thread.join(within)) {
                sink.abort();
                thread.interrupt();
                thread.join(within);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(3));
    }
}
