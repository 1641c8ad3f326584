package dev.sallyport.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a ledger's folder holds when it is opened, and whether that can be gone on with. */
final class Recovery {
    /** The file of the latest checkpoint. */
    static final String CHECKPOINT = "checkpoint";

    private final Disk disk;
    private final String origin;

    Recovery(Disk disk, String origin) {
        this.disk = disk;
        this.origin = origin;
    }

    /** What was found. */
    sealed interface Found {
        /**
         * A ledger that goes on.
         *
         * @param frontier its tree
         * @param cutBytes the incomplete last entry, which was cut off
         */
        record Whole(Frontier frontier, long cutBytes) implements Found {}

        /** A ledger that is not what was written; nothing was changed. */
        record Damaged(String where) implements Found {}
    }

    /** Looks, and cuts an incomplete last entry off. */
    Found find() throws IOException {
        List<SegmentName> segments = segments(disk);
        Optional<Checkpoint> signed = checkpoint();
        if (segments.isEmpty()) {
            return signed.isEmpty() && !disk.names().contains(CHECKPOINT)
                    ? new Found.Whole(new Frontier(), 0)
                    : new Found.Damaged("there is a checkpoint and no entry");
        }
        if (signed.isEmpty() && (segments.size() > 1 || disk.names().contains(CHECKPOINT))) {
            return new Found.Damaged(CHECKPOINT + " is missing or none of this ledger");
        }
        return last(segments, signed);
    }

    private Found last(List<SegmentName> segments, Optional<Checkpoint> signed) throws IOException {
        SegmentName name = segments.getLast();
        if (name.form() != SegmentName.Form.LINES) {
            return new Found.Damaged("the segment behind " + name.file() + " is missing");
        }
        Scan scan = new Scan(name, signed);
        try (Disk.DiskFile file = disk.open(name.file(), false)) {
            LineScan lines = new LineScan(file::read);
            boolean whole = lines.read(Long.MAX_VALUE, scan::line);
            byte[] rest = lines.rest();
            if (!whole || !isTorn(rest, name.first() + scan.count)) {
                return new Found.Damaged(name.file() + ", byte " + lines.offset());
            }
            if (scan.count > 0) {
                Found found = scan.found(rest.length);
                if (found instanceof Found.Whole && rest.length > 0) {
                    file.truncate(lines.offset());
                    file.force();
                }
                return found;
            }
        }
        // the process ended before it had written the first entry
        Found before = segments.size() > 1
                ? last(segments.subList(0, segments.size() - 1), signed)
                : signed.isEmpty()
                        ? new Found.Whole(new Frontier(), 0)
                        : new Found.Damaged(name.file() + " is shorter than the checkpoint says");
        if (before instanceof Found.Whole) {
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

    private Optional<Checkpoint> checkpoint() throws IOException {
        return disk.names().contains(CHECKPOINT)
                ? Checkpoint.read(disk.read(CHECKPOINT))
                        .filter(found -> found.origin().equals(origin))
                : Optional.empty();
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

    /** Builds the tree of the last segment. */
    private final class Scan {
        private final SegmentName name;
        private final Optional<Checkpoint> signed;
        private Frontier frontier = new Frontier();
        private boolean agrees;
        private long count;

        Scan(SegmentName name, Optional<Checkpoint> signed) {
            this.name = name;
            this.signed = signed;
            this.agrees = signed.isEmpty();
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
            if (signed.isPresent() && signed.get().size() == frontier.size()) {
                agrees = signed.get().equals(Checkpoint.of(origin, frontier));
            }
        }

        Found found(long cutBytes) {
            // a checkpoint from before this segment proves nothing of it, and contradicts nothing
            boolean older = signed.isPresent() && signed.get().size() < name.first();
            return agrees || older
                    ? new Found.Whole(frontier, cutBytes)
                    : new Found.Damaged(name.file() + " is not what its checkpoint signed");
        }
    }
}
