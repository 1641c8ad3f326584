package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows a ledger sees each entry once. */
final class LedgerTailTest {
    private static final long SEGMENTS = 100;
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    @TempDir
    private Path folder;

    private static List<String> next(LedgerTail tail) throws IOException {
        List<String> lines = new ArrayList<>();
        tail.read((bytes, from, to) -> {
            lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return true;
        });
        return lines;
    }

    @Test
    void everyEntryIsShownOnceAcrossSegments() throws Exception {
        LedgerFixture fixture = new LedgerFixture(Files.createDirectory(folder.resolve("ledger")));
        fixture.segmentBytes = 400;
        List<String> seen = new ArrayList<>();
        try (Ledger ledger = fixture.open();
                LedgerTail tail = new LedgerTail(new LedgerFolder(fixture.folder), _ -> {})) {
            for (int i = 0; i < 20; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
                seen.addAll(next(tail));
            }
            assertEquals(List.of(), next(tail));
        }
        assertEquals(fixture.lines(), seen);
    }

    /** The folder takes long to list, so that a segment often ends and the next begins between the last look at the one and the listing. */
    @Test
    @Timeout(60)
    void nothingIsLostWhereASegmentBeginsJustThen() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Files.createFile(folder.resolve("other-" + i));
        }
        AtomicLong seen = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> write(folder, seen));
        try (LedgerTail tail = new LedgerTail(new LedgerFolder(folder), _ -> {})) {
            while (writer.isAlive()) {
                tail.read((bytes, from, to) -> seen.compareAndSet(EntryLine.number(bytes, from, to), seen.get() + 1));
            }
        }
        assertEquals(2 * SEGMENTS, seen.get());
    }

    /** Writes segments of two entries, the last of one and the first of the next as soon as all before them were seen. */
    private static void write(Path folder, AtomicLong seen) {
        try {
            Path segment = begin(folder, 0);
            for (long number = 1; number < 2 * SEGMENTS; number += 2) {
                for (long since = System.nanoTime(); seen.get() < number; ) {
                    if (System.nanoTime() - since > PATIENCE_NANOS) {
                        return;
                    }
                    Thread.onSpinWait();
                }
                Files.write(segment, LedgerFixture.line(number, "last"), StandardOpenOption.APPEND);
                segment = number + 1 < 2 * SEGMENTS ? begin(folder, number + 1) : segment;
            }
            for (long since = System.nanoTime();
                    seen.get() < 2 * SEGMENTS && System.nanoTime() - since < PATIENCE_NANOS; ) {
                Thread.onSpinWait();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path begin(Path folder, long number) throws IOException {
        Path unfinished = Files.write(folder.resolve("segment.tmp"), LedgerFixture.line(number, "first"));
        return Files.move(unfinished, folder.resolve(new SegmentName(number, SegmentName.Form.LINES).file()));
    }
}
