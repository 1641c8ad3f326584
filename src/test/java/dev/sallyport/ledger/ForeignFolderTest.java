package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder that somebody else prepared hangs nobody who reads it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ForeignFolderTest {
    @TempDir
    private Path folder;

    private LedgerFixture fixture;
    private List<Path> segments = List.of();

    @BeforeEach
    void write() throws IOException {
        fixture = new LedgerFixture(Files.createDirectory(folder.resolve("ledger")));
        fixture.segmentBytes = 250;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 6; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
            }
        }
        segments = fixture.segments();
    }

    private static void pipe(Path at) throws Exception {
        Files.delete(at);
        assertEquals(0, new ProcessBuilder("mkfifo", at.toString()).start().waitFor());
    }

    private Report.Fault fault() throws IOException {
        return fixture.verify().faults().getFirst();
    }

    /** Reads with everything that reads; how many entries were seen. */
    private int read() throws IOException {
        int[] seen = {0};
        LedgerFolder.Visitor counts = (_, _, _) -> {
            seen[0]++;
            return true;
        };
        LedgerFolder ledger = new LedgerFolder(fixture.folder);
        ledger.read(Instant.MIN, counts);
        int read = seen[0];
        try (LedgerTail tail = new LedgerTail(ledger, _ -> {})) {
            tail.read(counts);
        }
        try (LedgerFeed feed = new LedgerFeed(fixture.folder, 0)) {
            var signed = feed.signed();
            feed.read(signed.isEmpty() ? 0 : signed.get().checkpoint().size(), new LedgerFeed.Visitor() {
                @Override
                public boolean entry(long number, byte[] bytes, int from, int to) {
                    return true;
                }

                @Override
                public void missing(long first, long last) {
                    seen[0]++;
                }
            });
        }
        return read;
    }

    @Test
    void aPipeOrAFolderInPlaceOfASegmentIsAFaultAndPassedOver() throws Exception {
        int whole = read();
        for (int i : new int[] {1, segments.size() - 1}) {
            byte[] bytes = Files.readAllBytes(segments.get(i));
            pipe(segments.get(i));
            assertEquals(String.valueOf(segments.get(i).getFileName()), fault().file());
            assertEquals("it is no file", fault().what());
            assertTrue(read() < whole);
            Files.delete(segments.get(i));
            Files.createDirectory(segments.get(i));
            assertEquals("it is no file", fault().what());
            assertTrue(read() < whole);
            Files.delete(segments.get(i));
            Files.write(segments.get(i), bytes);
        }
        fixture.assertWhole();
    }

    @Test
    void aPipeInPlaceOfTheCheckpointIsNone() throws Exception {
        pipe(fixture.folder.resolve("checkpoint"));
        assertEquals("checkpoint", fault().file());
        assertTrue(read() > 0);
        assertTrue(Prover.of(new LedgerFolder(fixture.folder)).isEmpty());
    }

    @Test
    void aCheckpointOfGibibytesIsNone() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(fixture.folder.resolve("checkpoint").toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertEquals("checkpoint", fault().file());
        assertTrue(read() > 0);
        assertTrue(new LedgerFolder(fixture.folder).checkpoint().isEmpty());
    }

    @Test
    void whatIsNoFolderIsAFault() throws Exception {
        Files.delete(fixture.folder.resolve("checkpoint"));
        for (Path segment : segments) {
            Files.delete(segment);
        }
        Files.deleteIfExists(fixture.folder.resolve("lock"));
        Files.delete(fixture.folder);
        assertFalse(fixture.verify().isWhole());
        assertEquals(2, fixture.verify().faults().size());
    }
}
