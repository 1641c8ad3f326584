package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads segments that are not written to any more, and says whether they are what was written. */
final class SegmentReader {
    private static final Pattern TIME = Pattern.compile(
            "^\\{\"n\":[0-9]+,\"time\":\"([^\"]{1,40})\",\"event\":\"segment\",\"ledger\":\"([^\"]{1,256})\"");

    private final Disk disk;

    SegmentReader(Disk disk) {
        this.disk = disk;
    }

    /** When it began; the beginning of time where that cannot be told any more. */
    Instant began(SegmentName segment) throws IOException {
        Matcher head = TIME.matcher(head(segment).orElse(""));
        try {
            return head.find() ? Instant.parse(head.group(1)) : Instant.MIN;
        } catch (DateTimeParseException _) {
            return Instant.MIN;
        }
    }

    /** The first line of a segment that has its lines; empty where there is none that is whole and can be read. */
    Optional<String> head(SegmentName segment) throws IOException {
        if (segment.form() == SegmentName.Form.HASHES) {
            return Optional.empty();
        }
        String[] line = {""};
        try {
            read(segment, (bytes, from, to) -> {
                if (EntryLine.is(segment.first(), bytes, from, to)) {
                    line[0] = new String(bytes, from, to - from, StandardCharsets.UTF_8);
                }
                return false;
            });
        } catch (EOFException | ZipException _) {
            // it is not what was compressed
        }
        return Optional.of(line[0]).filter(text -> !text.isEmpty());
    }

    private void read(SegmentName segment, LineScan.Visitor visitor) throws IOException {
        try (Disk.DiskFile file = disk.openToRead(segment.file())) {
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

    /** Takes an entry that is what was written. */
    @FunctionalInterface
    interface Sink {
        /** Takes its bytes and its hash; the bytes are good until it returns. */
        void take(byte[] bytes, int from, int to, byte[] leaf) throws IOException;
    }

    /** Shows {@code sink} the entries; true where they are what the head of the next segment says. */
    boolean copy(SegmentAgeing.Full full, Sink sink) throws IOException {
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
