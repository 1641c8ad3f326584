package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows a ledger sees each entry once. */
final class LedgerTailTest {
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
}
