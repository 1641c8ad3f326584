package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that is read while it is written, pruned and damaged. */
final class LedgerFeedTest {
    @TempDir
    private Path folder = Path.of("");

    /** What was seen: numbers, and {@code first-last} for what is missing. */
    private static final class Seen implements LedgerFeed.Visitor {
        private final List<String> all = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private int max = Integer.MAX_VALUE;

        @Override
        public boolean entry(long number, byte[] bytes, int from, int to) {
            if (lines.size() >= max) {
                return false;
            }
            lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return all.add(Long.toString(number));
        }

        @Override
        public void missing(long first, long last) {
            all.add(first + "-" + last);
        }
    }

    private static List<String> numbers(long from, long end) {
        return LongStream.range(from, end).mapToObj(Long::toString).toList();
    }

    private static long size(LedgerFeed tail) throws IOException {
        return tail.signed().orElseThrow().checkpoint().size();
    }

    /** Entries in segments of about 1 KiB. */
    private LedgerFixture written(int entries) throws IOException {
        LedgerFixture fixture = new LedgerFixture(folder);
        fixture.segmentBytes = 1024;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < entries; i++) {
                LedgerFixture.append(ledger, "t" + i);
                ledger.tend();
            }
        }
        return fixture;
    }

    @Test
    void everyEntryIsShownOnceAndInOrderAcrossSegments() throws IOException {
        LedgerFixture fixture = written(60);
        assertTrue(fixture.segments().size() > 3);
        Seen seen = new Seen();
        try (LedgerFeed tail = new LedgerFeed(folder, 0)) {
            long size = size(tail);
            tail.read(size, seen);
            assertEquals(numbers(0, size), seen.all);
            assertEquals(fixture.lines().subList(0, (int) size), seen.lines);
        }
    }

    @Test
    void itBeginsAndGoesOnWhereItIsTold() throws IOException {
        written(60);
        for (long begin : new long[] {1, 17, 40}) {
            Seen seen = new Seen();
            try (LedgerFeed tail = new LedgerFeed(folder, begin)) {
                long size = size(tail);
                for (int more = 7; tail.next() < size; more += 7) {
                    seen.max = more;
                    tail.read(size, seen);
                }
                assertEquals(numbers(begin, size), seen.all);
                tail.seek(3);
                Seen again = new Seen();
                tail.read(5, again);
                assertEquals(List.of("3", "4"), again.all);
            }
        }
    }

    @Test
    void whatIsWrittenLaterIsSeenLaterAndNothingBehindTheCheckpointIs() throws IOException {
        LedgerFixture fixture = new LedgerFixture(folder);
        fixture.segmentBytes = 1024;
        Seen seen = new Seen();
        try (Ledger ledger = fixture.open();
                LedgerFeed tail = new LedgerFeed(folder, 0)) {
            assertTrue(tail.signed().isEmpty() || size(tail) <= 1);
            for (int i = 0; i < 40; i++) {
                LedgerFixture.append(ledger, "t" + i);
                if (i % 3 == 0) {
                    ledger.tend();
                    tail.read(size(tail), seen);
                    assertEquals(numbers(0, size(tail)), seen.all);
                }
            }
        }
    }

    @Test
    void compressedSegmentsAreReadAndPrunedOnesAreMissing() throws IOException {
        LedgerFixture fixture = written(60);
        List<Path> segments = fixture.segments();
        long first = SegmentName.of(segments.get(1).getFileName().toString())
                .orElseThrow()
                .first();
        long second = SegmentName.of(segments.get(2).getFileName().toString())
                .orElseThrow()
                .first();
        long third = SegmentName.of(segments.get(3).getFileName().toString())
                .orElseThrow()
                .first();
        Path pruned = folder.resolve(segments.get(1).getFileName().toString().replace(".jsonl", ".hashes"));
        Files.write(pruned, new byte[0]);
        Files.delete(segments.get(1));
        try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(Path.of(segments.get(2) + ".gz")))) {
            Files.copy(segments.get(2), zip);
        }
        Files.delete(segments.get(2));
        Seen seen = new Seen();
        try (LedgerFeed tail = new LedgerFeed(folder, 0)) {
            tail.read(third, seen);
        }
        List<String> expected = new ArrayList<>(numbers(0, first));
        expected.add(first + "-" + (second - 1));
        expected.addAll(numbers(second, third));
        assertEquals(expected, seen.all);
        Files.delete(segments.getFirst());
        Files.delete(pruned);
        Seen rest = new Seen();
        try (LedgerFeed tail = new LedgerFeed(folder, 2)) {
            tail.read(second + 1, rest);
        }
        assertEquals(List.of("2-" + (second - 1), Long.toString(second)), rest.all);
    }

    @Test
    void aLineThatWasChangedIsMissingAndTheOthersAreShown() throws IOException {
        LedgerFixture fixture = new LedgerFixture(folder);
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 9; i++) {
                LedgerFixture.append(ledger, "t" + i);
            }
        }
        Path segment = fixture.segments().getFirst();
        Files.writeString(segment, Files.readString(segment).replace("\"t3\"", "\"x3\""));
        Seen seen = new Seen();
        try (LedgerFeed tail = new LedgerFeed(folder, 0)) {
            tail.read(size(tail), seen);
        }
        assertEquals(
                IntStream.range(0, 10)
                        .mapToObj(i -> i == 4 ? "4-4" : Integer.toString(i))
                        .toList(),
                seen.all);
    }

    @Test
    void ofACompressedSegmentThatIsNotWholeTheRestIsMissing() throws Exception {
        LedgerFixture fixture = written(60);
        SegmentAgeing ageing = new SegmentAgeing(new FolderDisk(folder));
        SegmentAgeing.Full full = ageing.full(Instant.now()).get(1);
        assertTrue(ageing.compress(full));
        Path compressed =
                folder.resolve(full.name().as(SegmentName.Form.COMPRESSED).file());
        byte[] whole = Files.readAllBytes(compressed);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(compressed, Arrays.copyOf(whole, length));
            Seen seen = new Seen();
            try (LedgerFeed tail = new LedgerFeed(folder, 0)) {
                tail.read(size(tail), seen);
                assertEquals(size(tail), tail.next());
            }
            assertEquals(numbers(0, full.name().first()), seen.all.subList(0, (int)
                    full.name().first()));
            assertTrue(seen.all.contains(Long.toString(full.end())), "what is behind it is shown");
            List<String> gone =
                    seen.all.stream().filter(each -> each.contains("-")).toList();
            assertTrue(gone.size() == 1 || length > whole.length - 10, gone.toString());
            assertTrue(gone.isEmpty() || gone.getFirst().endsWith("-" + (full.end() - 1)), gone.toString());
        }
        assertTrue(fixture.segments().size() > 3);
    }

    @Test
    void aRunOfLinesThatWereChangedIsToldAtOnce() throws IOException {
        LedgerFixture fixture = new LedgerFixture(folder);
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 9; i++) {
                LedgerFixture.append(ledger, "t" + i);
            }
        }
        Path segment = fixture.segments().getFirst();
        Files.writeString(segment, Files.readString(segment).replaceAll("\"t([23478])\"", "\"x$1\""));
        for (int max : new int[] {1, 2, 100}) {
            Seen seen = new Seen();
            try (LedgerFeed tail = new LedgerFeed(folder, 0)) {
                for (seen.max = max; tail.next() < size(tail); seen.max += max) {
                    tail.read(size(tail), seen);
                }
            }
            assertEquals(List.of("0", "1", "2", "3-5", "6", "7", "8-9"), seen.all);
        }
    }
}
