package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.Disk;
import dev.sallyport.ledger.disk.DiskFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log in segment files. An entry is with the operating system when {@link #append} returns, so that the end of this process
 * loses none. A thread that calls {@link #tend} has it survive a loss of power, adds it to the tree and signs the tree. Where it cannot be
 * written, nothing of the entry is left, {@link #isAble} is false, and {@link #tend} tries to mend it.
 *
 * <p>One process writes a ledger. {@link #append} may be called by several threads, {@link #tend} by one at a time.
 */
public final class Ledger implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Disk disk;
    private final String origin;
    private final NoteSigner signer;
    private final long segmentBytesMax;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Segment segment;
    private @Nullable String leftover;
    private volatile boolean able = true;

    // of the thread that tends
    private Frontier frontier;
    private LineScan scan;
    private long forcedBytes;
    private boolean damaged;
    private volatile Checkpoint signed;

    /** An entry was written, and it is not known whether it would survive a loss of power. */
    public static final class NotForced extends IOException {
        private static final long serialVersionUID = 1;

        NotForced(Throwable cause) {
            super(cause);
        }
    }

    /** An entry was longer than any reader takes, and will never be written; the ledger is as able as before. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int bytes) {
            super("an entry of " + bytes + " bytes is too long for the ledger");
        }
    }

    private Ledger(Place place, Recovery.Found.Whole found) throws IOException {
        this.disk = place.disk();
        this.origin = place.origin();
        this.signer = place.signer();
        this.segmentBytesMax = place.segmentBytesMax();
        this.clock = place.clock();
        this.frontier = found.frontier();
        this.signed = found.signed();
        this.segment = begin(Optional.empty());
        this.scan = new LineScan(segment::read);
        this.forcedBytes = segment.sizeBytes();
    }

    /**
     * Where a ledger is, and what it needs.
     *
     * @param disk its files
     * @param origin its name, which is no other ledger's
     * @param signer what signs its checkpoints
     * @param segmentBytesMax the size at which another segment begins
     * @param clock what dates its own entries
     */
    public record Place(Disk disk, String origin, NoteSigner signer, long segmentBytesMax, Clock clock) {}

    /**
     * The ledger at {@code place}, which goes on where it ended; empty where what is there is not what was written. Nothing is changed
     * then, and {@code sallyport audit verify} says more.
     */
    public static Optional<Ledger> open(Place place) throws IOException {
        return switch (new Recovery(place.disk(), place.origin(), place.signer()).find()) {
            case Recovery.Found.Damaged damaged -> {
                LOG.log(Level.ERROR, "the ledger {0} is damaged: {1}", place.origin(), damaged.where());
                yield Optional.empty();
            }
            case Recovery.Found.Whole whole -> {
                Ledger ledger = new Ledger(place, whole);
                if (whole.cutBytes() > 0) {
                    LOG.log(
                            Level.WARNING,
                            "the ledger {0} ended in an incomplete entry, which was cut off",
                            place.origin());
                    ledger.note("torn-tail-cut", ",\"bytes\":" + whole.cutBytes());
                }
                yield Optional.of(ledger);
            }
        };
    }

    /** Its name. */
    public String origin() {
        return origin;
    }

    /** True while entries can be written. */
    public boolean isAble() {
        return able;
    }

    /** How many entries were written, signed or not. */
    public long size() {
        lock.lock();
        try {
            return segment.next();
        } finally {
            lock.unlock();
        }
    }

    /** The latest checkpoint. */
    public Checkpoint checkpoint() {
        return signed;
    }

    /** True where an entry with that many bytes of members can be written: its line has at most 1 MiB. */
    public static boolean fits(int membersBytes) {
        return EntryLine.fits(membersBytes);
    }

    /**
     * Writes entries, all or none of them.
     *
     * @param entries the members of the JSON object of each, without braces; none is named {@code n} or {@code crc}
     * @throws TooLong where one does not fit, now or ever
     * @throws IOException where they were not written; nothing of them is left
     */
    public void append(List<byte[]> entries) throws IOException {
        var _ = write(entries);
    }

    /**
     * Writes entries so that they survive a loss of power.
     *
     * @throws NotForced where they were written and may not survive one
     * @throws TooLong where one does not fit, and none was written
     * @throws IOException where none was written
     */
    public void appendDurably(List<byte[]> entries) throws IOException {
        force(write(entries));
    }

    /** The segment to which they were written. */
    private Segment write(List<byte[]> entries) throws IOException {
        for (byte[] members : entries) {
            if (!fits(members.length)) {
                throw new TooLong(members.length);
            }
        }
        lock.lock();
        try {
            clear();
            segment.append(entries);
            return segment;
        } catch (IOException | RuntimeException | Error failed) {
            failed(failed);
            throw failed;
        } finally {
            lock.unlock();
        }
    }

    private void force(Segment written) throws NotForced {
        try {
            written.force();
        } catch (IOException | RuntimeException | Error failed) {
            lock.lock();
            try {
                // what was abandoned meanwhile says nothing of the segment that is written now
                if (written == segment) {
                    failed(failed);
                }
            } finally {
                lock.unlock();
            }
            throw new NotForced(failed);
        }
    }

    private void failed(Throwable failed) {
        boolean known = !able;
        able = false;
        if (known) {
            return;
        }
        if (failed instanceof IOException refused) {
            LOG.log(
                    Level.ERROR,
                    "the ledger in {0} cannot be written, so nothing is sent to any server: {1}; {2}",
                    disk.place(),
                    DiskFailure.why(refused),
                    damaged
                            ? "start anew, which begins another one, and keep this for whoever looks into it"
                            : DiskFailure.MEND + ", which is noticed by itself");
        } else {
            LOG.log(
                    Level.ERROR,
                    "the ledger in " + disk.place()
                            + " cannot be written, so nothing is sent to any server; it is tried again",
                    failed);
        }
    }

    private void note(String event, String members) throws IOException {
        String text = "\"time\":\"" + clock.instant() + "\",\"event\":\"" + event + "\"" + members;
        append(List.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Has what was written survive a loss of power, adds it to the tree and signs the tree, where something was written; begins another
     * segment where this one is large enough; mends what failed, and is able again only when all of this was possible. Blocks for as long as
     * the disk takes.
     */
    public void tend() {
        try {
            if (damaged) {
                throw new IOException("what was written was changed; only another ledger can go on");
            }
            if (segment.isBroken()) {
                abandon();
            }
            settle();
            if (segment.sizeBytes() >= segmentBytesMax) {
                rotate();
            }
            if (!able) {
                recover();
            }
        } catch (IOException | RuntimeException | Error failed) {
            failed(failed);
        }
    }

    private void recover() throws IOException {
        lock.lock();
        try {
            note("writable-again", "");
            able = true;
            LOG.log(Level.INFO, "the ledger in {0} can be written again", disk.place());
        } finally {
            lock.unlock();
        }
        settle();
    }

    private void settle() throws IOException {
        long size;
        lock.lock();
        try {
            size = segment.sizeBytes();
        } finally {
            lock.unlock();
        }
        if (size > forcedBytes) {
            force(segment);
            forcedBytes = size;
        }
        hash(size);
        sign();
    }

    private void sign() throws IOException {
        if (frontier.size() > signed.size()) {
            Checkpoint latest = Checkpoint.of(origin, frontier);
            disk.replace(Recovery.CHECKPOINT, latest.note(signer));
            signed = latest;
        }
    }

    /** Adds what was written to the tree. */
    private void hash(long size) throws IOException {
        boolean whole = scan.read(size, (bytes, from, to) -> {
            if (!EntryLine.is(frontier.size(), bytes, from, to)) {
                return false;
            }
            frontier.add(frontier.hash().leaf(bytes, from, to));
            return true;
        });
        if (!whole) {
            damaged = true;
            throw new IOException(
                    "byte " + scan.offset() + " of " + segment.name().file() + " is not what was written");
        }
    }

    private void rotate() throws IOException {
        lock.lock();
        try {
            settle();
            Segment full = segment;
            goOn(Optional.empty());
            full.closeFull();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another segment. A checkpoint covers all before it, so that a ledger goes on from its last segment alone; and it has its name only when all
     * that it begins with is on the disk, so that it is there as a whole or not at all.
     */
    private Segment begin(Optional<Carried> carried) throws IOException {
        clear();
        sign();
        Segment fresh = new Segment(disk, frontier.size());
        try {
            fresh.append(
                    List.of(SegmentHead.members(clock.instant(), origin, frontier, carried.map(Carried::abandoned))));
            if (carried.isPresent()) {
                carried.get().write(fresh);
            }
            fresh.force();
            if (disk.names().contains(fresh.name().file())) {
                throw new FileAlreadyExistsException(fresh.name().file());
            }
            leftover = fresh.name().file();
            disk.rename(Segment.UNFINISHED, leftover);
            leftover = null;
            return fresh;
        } catch (IOException | RuntimeException | Error failed) {
            try (fresh) {
                clear();
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /** Deletes a segment whose name may not last: until then nothing is written that would stand in it and in the one before it. */
    private void clear() throws IOException {
        if (leftover != null) {
            disk.delete(leftover);
            leftover = null;
        }
    }

    /** Begins another segment and goes on there; where that fails nothing has changed. */
    private void goOn(Optional<Carried> carried) throws IOException {
        LineScan next = new LineScan((target, at) -> segment.read(target, at));
        segment = begin(carried);
        scan = next;
        forcedBytes = segment.sizeBytes();
    }

    /** Begins another segment with what of this one is not known to be on the disk; it is never written to again. */
    private void abandon() throws IOException {
        lock.lock();
        try {
            Segment broken = segment;
            hash(forcedBytes);
            goOn(Optional.of(Carried.of(broken, forcedBytes, frontier.size())));
            broken.close();
        } finally {
            lock.unlock();
        }
    }

    /** Settles what was written, and stops. */
    @Override
    public void close() {
        tend();
        try {
            segment.close();
        } catch (IOException _) {
            // nothing is buffered on our side
        }
    }
}
