package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers see of a ledger. */
final class LedgerFolderTest {
    @TempDir
    private Path folder;

    private void write(String time, String text) throws IOException {
        Clock clock = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
        Ledger.Place place =
                new Ledger.Place(new FolderDisk(folder), LedgerFixture.ORIGIN, LedgerFixture.SIGNER, 1 << 20, clock);
        try (Ledger ledger = Ledger.open(place).orElseThrow()) {
            LedgerFixture.append(ledger, text);
        }
    }

    private List<String> texts(String since) throws IOException {
        List<String> texts = new ArrayList<>();
        new LedgerFolder(folder).read(Instant.parse(since), (bytes, from, to) -> {
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            int at = line.indexOf("\"text\":\"");
            if (at >= 0) {
                texts.add(line.substring(at + 8, line.indexOf('"', at + 8)));
            }
            return true;
        });
        return texts;
    }

    @Test
    void segmentsAreLeftOutByTheTimesThatTheySay() throws Exception {
        write("2026-01-01T00:00:00Z", "one");
        write("2026-02-01T00:00:00Z", "two");
        write("2026-03-01T00:00:00Z", "three");
        for (Path segment : new LedgerFixture(folder).segments()) {
            Files.setLastModifiedTime(segment, FileTime.from(Instant.EPOCH));
        }
        assertEquals(List.of("one", "two", "three"), texts("2026-01-15T00:00:00Z"));
        assertEquals(List.of("two", "three"), texts("2026-02-15T00:00:00Z"));
        assertEquals(List.of("three"), texts("2027-01-01T00:00:00Z"));
    }

    @Test
    void aClockThatWasSetBackHidesNothing() throws Exception {
        write("2026-05-01T00:00:00Z", "one");
        write("2026-02-01T00:00:00Z", "two");
        write("2026-03-01T00:00:00Z", "three");
        assertEquals("one", texts("2026-04-01T00:00:00Z").getFirst());
    }

    @Test
    void aSegmentThatIsNoFileIsDamage() throws Exception {
        write("2026-01-01T00:00:00Z", "one");
        write("2026-02-01T00:00:00Z", "two");
        write("2026-03-01T00:00:00Z", "three");
        Path second = new LedgerFixture(folder).segments().get(1);
        Files.delete(second);
        Files.createDirectory(second);
        List<String> damaged = new ArrayList<>();
        new LedgerFolder(folder).read(Instant.MIN, (_, _, _) -> true, damage -> damaged.add(damage.file()));
        assertEquals(List.of(String.valueOf(second.getFileName())), damaged);
    }

    @Test
    void ofACompressedSegmentThatIsNotWholeTheRestIsShown() throws Exception {
        write("2026-01-01T00:00:00Z", "one");
        write("2026-02-01T00:00:00Z", "two");
        SegmentAgeing ageing = new SegmentAgeing(new FolderDisk(folder));
        for (SegmentAgeing.Full full : ageing.full(Instant.now())) {
            assertEquals(true, ageing.compress(full));
        }
        Path compressed = new LedgerFixture(folder).segments().getFirst();
        byte[] whole = Files.readAllBytes(compressed);
        for (int length : new int[] {0, 5, 20, whole.length / 2, whole.length - 1}) {
            Files.write(compressed, Arrays.copyOf(whole, length));
            assertEquals("two", texts("2025-01-01T00:00:00Z").getLast(), "cut to " + length);
        }
    }
}
