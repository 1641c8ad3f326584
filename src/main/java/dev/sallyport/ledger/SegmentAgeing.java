package dev.sallyport.ledger;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Changes the form of segments that are not written to any more. The new form is whole and on the disk before the old is deleted; where a
 * segment is not what was written, it stays as it is. Used by one thread, which alone does this to the ledger.
 */
final class SegmentAgeing {
    private static final Pattern TIME = Pattern.compile(
            "^\\{\"n\":[0-9]+,\"time\":\"([^\"]{1,40})\",\"event\":\"segment\",\"ledger\":\"([^\"]{1,256})\"");
    private static final String UNFINISHED = ".tmp";

    private final Disk disk;

    SegmentAgeing(Disk disk) {
        this.disk = disk;
    }

    /**
     * A segment that is full.
     *
     * @param name how it is kept
     * @param end the first entry behind it
     * @param closed when the next one began; the beginning of time where that cannot be told any more
     */
    record Full(SegmentName name, long end, Instant closed) {}

    /** The segments that are full, oldest first, after what a process that ended in between has left was tidied up. */
    List<Full> full() throws IOException {
        List<SegmentName> segments = Recovery.segments(disk);
        List<Full> full = new ArrayList<>();
        // until the beginning of the last one is on the disk, the one before it may have to be gone on with
        if (segments.size() < 2 || !isBegun(segments.getLast())) {
            return full;
        }
        for (int i = 0; i + 1 < segments.size(); i++) {
            SegmentName next = segments.get(i + 1);
            full.add(new Full(segments.get(i), next.first(), began(next)));
        }
        tidy(full);
        return full;
    }

    private boolean isBegun(SegmentName last) throws IOException {
        if (last.form() != SegmentName.Form.LINES || head(last).isEmpty()) {
            return false;
        }
        try (Disk.DiskFile file = disk.open(last.file(), false)) {
            file.force();
        }
        return true;
    }

    /** Deletes files that were not finished, and forms that do not count, the latter only where the one that counts is whole. */
    private void tidy(List<Full> full) throws IOException {
        List<String> names = disk.names();
        for (String name : names) {
            if (name.endsWith(UNFINISHED)
                    && SegmentName.of(name.substring(0, name.length() - UNFINISHED.length()))
                            .isPresent()) {
                disk.delete(name);
            }
        }
        for (Full each : full) {
            List<String> others = Stream.of(SegmentName.Form.values())
                    .filter(form -> form != each.name().form())
                    .map(form -> each.name().as(form).file())
                    .filter(names::contains)
                    .toList();
            if (!others.isEmpty() && isWhole(each)) {
                for (String other : others) {
                    disk.delete(other);
                }
            }
        }
    }

    private boolean isWhole(Full full) throws IOException {
        try {
            return copy(full, (_, _, _, _) -> {});
        } catch (EOFException | ZipException _) {
            return false;
        }
    }

    private Instant began(SegmentName segment) throws IOException {
        Matcher head = TIME.matcher(head(segment).orElse(""));
        try {
            return head.find() ? Instant.parse(head.group(1)) : Instant.MIN;
        } catch (DateTimeParseException _) {
            return Instant.MIN;
        }
    }

    /** The first line of a segment that has its lines; empty where there is none that is whole. */
    private Optional<String> head(SegmentName segment) throws IOException {
        if (segment.form() == SegmentName.Form.HASHES) {
            return Optional.empty();
        }
        String[] line = {""};
        read(segment, (bytes, from, to) -> {
            if (EntryLine.is(segment.first(), bytes, from, to)) {
                line[0] = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            }
            return false;
        });
        return Optional.of(line[0]).filter(text -> !text.isEmpty());
    }

    private void read(SegmentName segment, LineScan.Visitor visitor) throws IOException {
        try (Disk.DiskFile file = disk.open(segment.file(), false)) {
            if (segment.form() == SegmentName.Form.LINES) {
                boolean _ = new LineScan(file::read).read(Long.MAX_VALUE, visitor);
            } else {
                try (InputStream in = new GZIPInputStream(new DiskInput(file), 1 << 16)) {
                    boolean _ =
                            new LineScan((target, _) -> LedgerFolder.read(in, target)).read(Long.MAX_VALUE, visitor);
                }
            }
        }
    }

    /** Compresses it; false where it is not what was written. */
    boolean compress(Full full) throws IOException {
        SegmentName to = full.name().as(SegmentName.Form.COMPRESSED);
        Deletion any = last -> {
            last.run();
            return true;
        };
        return change(full, to, any, file -> {
            try (Gzip gzip = new Gzip(file)) {
                boolean whole = copy(full, (bytes, from, end, _) -> {
                    gzip.write(bytes, from, end);
                    gzip.write(NEWLINE, 0, 1);
                });
                gzip.finish();
                return whole;
            }
        });
    }

    private static final byte[] NEWLINE = {'\n'};

    /** Says at the last moment whether entries may be deleted. */
    @FunctionalInterface
    interface Deletion {
        /** Does {@code last}, the deletion; false where it may not be done. */
        boolean isDone(Hold.Step last) throws IOException;
    }

    /** True where the segment before it has something behind the end that the head of this one tells. */
    private boolean endsAnother(SegmentName segment) throws IOException {
        return head(segment).orElse("").contains(SegmentHead.ABANDONED)
                && Recovery.segments(disk).stream()
                        .filter(each -> each.first() < segment.first())
                        .max(Comparator.naturalOrder())
                        .filter(before -> before.form() == SegmentName.Form.LINES)
                        .isPresent();
    }

    /** Keeps the hashes of its entries alone, which {@code tellings} sees before; false where it is not what was written. */
    boolean prune(Full full, Tellings tellings, Deletion deletion) throws IOException {
        if (endsAnother(full.name())) {
            throw new IOException("it says where the segment before it ends");
        }
        SegmentName to = full.name().as(SegmentName.Form.HASHES);
        return change(full, to, deletion, file -> {
            ByteBuffer hashes = ByteBuffer.allocate(1 << 16);
            long[] at = {0};
            boolean whole = copy(full, (bytes, from, end, leaf) -> {
                tellings.see(bytes, from, end);
                hashes.put(leaf);
                if (!hashes.hasRemaining()) {
                    at[0] = Gzip.put(file, hashes.flip(), at[0]);
                    hashes.clear();
                }
            });
            at[0] = Gzip.put(file, hashes.flip(), at[0]);
            return whole;
        });
    }

    /** Writes the new form. */
    @FunctionalInterface
    private interface Form {
        boolean write(Disk.DiskFile file) throws IOException;
    }

    private boolean change(Full full, SegmentName to, Deletion deletion, Form form) throws IOException {
        String unfinished = to.file() + UNFINISHED;
        disk.delete(unfinished);
        try (Disk.DiskFile file = disk.open(unfinished, true)) {
            if (!form.write(file)) {
                disk.delete(unfinished);
                return false;
            }
            file.force();
        }
        boolean done = false;
        try {
            done = deletion.isDone(() -> {
                disk.rename(unfinished, to.file());
                disk.delete(full.name().file());
            });
        } finally {
            if (!done) {
                disk.delete(unfinished);
            }
        }
        if (!done) {
            throw new IOException("a legal hold began");
        }
        return true;
    }

    /** Takes an entry that is what was written. */
    @FunctionalInterface
    private interface Sink {
        void take(byte[] bytes, int from, int to, byte[] leaf) throws IOException;
    }

    /** Shows {@code sink} the entries; true where they are what the head of the next segment says. */
    private boolean copy(Full full, Sink sink) throws IOException {
        Tree tree = new Tree(full.name().first());
        IOException[] failed = {null};
        read(full.name(), (bytes, from, to) -> {
            if (tree.number() == full.end() || !tree.takes(bytes, from, to)) {
                return false;
            }
            try {
                sink.take(bytes, from, to, tree.leaf(bytes, from, to));
                return true;
            } catch (IOException cannot) {
                failed[0] = cannot;
                return false;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
        return tree.number() == full.end() && isBefore(full.end(), tree);
    }

    /** True where the segment that begins with entry {@code number} says that it stands behind {@code tree}, or cannot say it any more. */
    private boolean isBefore(long number, Tree tree) throws IOException {
        for (SegmentName segment : Recovery.segments(disk)) {
            if (segment.first() == number) {
                return segment.form() == SegmentName.Form.HASHES
                        || SegmentHead.read(head(segment).orElse(""), tree.origin, number)
                                .filter(said -> Arrays.equals(said.root(), tree.frontier.root()))
                                .isPresent();
            }
        }
        return false;
    }

    /** The tree up to an entry of a segment, from its head on. */
    private static final class Tree {
        private final long first;
        private Frontier frontier = new Frontier();
        private String origin = "";
        private boolean begun;

        Tree(long first) {
            this.first = first;
        }

        long number() {
            return begun ? frontier.size() : first;
        }

        boolean takes(byte[] bytes, int from, int to) {
            if (!EntryLine.is(number(), bytes, from, to)) {
                return false;
            }
            if (!begun) {
                String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
                Matcher head = TIME.matcher(line);
                origin = head.find() ? head.group(2) : "";
                Optional<Frontier> before = SegmentHead.read(line, origin, first);
                before.ifPresent(edge -> frontier = edge);
                begun = before.isPresent();
            }
            return begun;
        }

        byte[] leaf(byte[] bytes, int from, int to) {
            byte[] leaf = frontier.hash().leaf(bytes, from, to);
            frontier.add(leaf.clone());
            return leaf;
        }
    }

    /** A file as a stream. */
    private static final class DiskInput extends InputStream {
        private final Disk.DiskFile file;
        private long at;

        DiskInput(Disk.DiskFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = file.read(ByteBuffer.wrap(target, from, length), at);
            at += Math.max(0, read);
            return read;
        }
    }
}
