package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a ledger's folder holds when it is opened, and whether that can be gone on with. */
final class Recovery {
    /** The file of the latest checkpoint. */
    static final String CHECKPOINT = "checkpoint";

    private final Disk disk;
    private final String origin;
    private final NoteSigner signer;

    /** That of the ledger {@code origin} on {@code disk}, whose checkpoints {@code signer} has signed. */
    Recovery(Disk disk, String origin, NoteSigner signer) {
        this.disk = disk;
        this.origin = origin;
        this.signer = signer;
    }

    /** What was found. */
    sealed interface Found {
        /**
         * A ledger that goes on; all of its last segment is on the disk.
         *
         * @param frontier its tree
         * @param signed what its checkpoint says; that it is empty where there is none yet
         * @param cutBytes the incomplete last entry, which was cut off
         */
        record Whole(Frontier frontier, Checkpoint signed, long cutBytes) implements Found {}

        /** A ledger that is not what was written; nothing was changed. */
        record Damaged(String where) implements Found {}
    }

    /** Looks, and cuts an incomplete last entry off. */
    Found find() throws IOException {
        return find(true);
    }

    /** Looks, and changes nothing. */
    Found look() throws IOException {
        return find(false);
    }

    private Found find(boolean mending) throws IOException {
        List<SegmentName> segments = segments(disk);
        boolean isYoung = segments.isEmpty()
                || (segments.size() == 1 && segments.getFirst().first() == 0);
        if (isYoung && !disk.names().contains(CHECKPOINT)) {
            Checkpoint nothing = Checkpoint.of(origin, new Frontier());
            return segments.isEmpty() ? new Found.Whole(new Frontier(), nothing, 0) : last(segments, nothing, mending);
        }
        Optional<Checkpoint> signed = checkpoint();
        if (signed.isEmpty()) {
            return new Found.Damaged(CHECKPOINT + " is missing or was not signed by this ledger's key");
        }
        return segments.isEmpty()
                ? new Found.Damaged("there is a checkpoint and no entry")
                : last(segments, signed.get(), mending);
    }

    private Found last(List<SegmentName> segments, Checkpoint signed, boolean mending) throws IOException {
        SegmentName name = segments.getLast();
        if (name.form() != SegmentName.Form.LINES) {
            return new Found.Damaged("the segment behind " + name.file() + " is missing");
        }
        Scan scan = new Scan(name, signed);
        try (Disk.DiskFile file = mending ? disk.open(name.file(), false) : disk.openToRead(name.file())) {
            LineScan lines = new LineScan(file::read);
            boolean whole = lines.read(Long.MAX_VALUE, scan::line);
            byte[] rest = lines.rest();
            if (!whole || !isTorn(rest, name.first() + scan.count)) {
                return new Found.Damaged(name.file() + ", byte " + lines.offset());
            }
            if (scan.count > 0) {
                Found found = scan.found(rest.length);
                if (mending && found instanceof Found.Whole) {
                    if (rest.length > 0) {
                        file.truncate(lines.offset());
                    }
                    file.force();
                }
                return found;
            }
        }
        // the process ended before it had written the first entry
        Found before = segments.size() > 1
                ? last(segments.subList(0, segments.size() - 1), signed, mending)
                : signed.size() == 0
                        ? new Found.Whole(new Frontier(), signed, 0)
                        : new Found.Damaged(name.file() + " is shorter than the checkpoint says");
        if (mending && before instanceof Found.Whole) {
            disk.delete(name.file());
        }
        return before;
    }

    /** True for the beginning of entry {@code number}, or nothing; a disk that lost its power may have zeros in place of its end. */
    static boolean isTorn(byte[] rest, long number) {
        int end = rest.length;
        while (end > 0 && rest[end - 1] == 0) {
            end--;
        }
        byte[] head = ("{\"n\":" + number + ",").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < Math.min(end, head.length); i++) {
            if (rest[i] != head[i]) {
                return false;
            }
        }
        return true;
    }

    /** The checkpoint; empty where it is not, byte for byte, what our key signs: Ed25519 is deterministic. Source: RFC 8032 §5.1.6. */
    private Optional<Checkpoint> checkpoint() throws IOException {
        if (!disk.names().contains(CHECKPOINT)) {
            return Optional.empty();
        }
        byte[] note = disk.read(CHECKPOINT);
        return Checkpoint.read(note)
                .filter(found -> found.origin().equals(origin) && Arrays.equals(note, found.note(signer)));
    }

    /**
     * The segments of a folder, in order, each once. Where a process ended while it changed the form of one, it is there in two: what counts is
     * the form that says most, which is deleted only when the other is whole and on the disk.
     */
    static List<SegmentName> segments(Disk disk) throws IOException {
        TreeMap<Long, SegmentName> segments = new TreeMap<>();
        for (String name : disk.names()) {
            SegmentName.of(name)
                    .ifPresent(found -> segments.merge(
                            found.first(),
                            found,
                            (one, other) -> one.form().compareTo(other.form()) < 0 ? one : other));
        }
        return List.copyOf(segments.values());
    }

    /** Builds the tree of the last segment, which has the root that was signed: so what its head says of all before it is true. */
    private final class Scan {
        private final SegmentName name;
        private final Checkpoint signed;
        private Frontier frontier = new Frontier();
        private boolean agrees;
        private long count;

        Scan(SegmentName name, Checkpoint signed) {
            this.name = name;
            this.signed = signed;
        }

        boolean line(byte[] bytes, int from, int to) {
            if (!EntryLine.is(name.first() + count, bytes, from, to)) {
                return false;
            }
            if (count == 0) {
                String head = new String(bytes, from, to - from, StandardCharsets.UTF_8);
                Optional<Frontier> before = SegmentHead.read(head, origin, name.first());
                if (before.isEmpty()) {
                    return false;
                }
                frontier = before.get();
                compare();
            }
            frontier.add(frontier.hash().leaf(bytes, from, to));
            count++;
            compare();
            return true;
        }

        private void compare() {
            if (signed.size() == frontier.size()) {
                agrees = signed.equals(Checkpoint.of(origin, frontier));
            }
        }

        Found found(long cutBytes) {
            return agrees
                    ? new Found.Whole(frontier, signed, cutBytes)
                    : new Found.Damaged(name.file() + " is not what its checkpoint signed");
        }
    }
}
