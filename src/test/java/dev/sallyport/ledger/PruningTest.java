package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.disk.Disk;
import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.verify.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no key cannot make entries into hashes unseen, and whoever has it tells before. */
final class PruningTest {
    @TempDir
    private Path folder;

    private LedgerFixture fixture;

    @BeforeEach
    void write() throws IOException {
        fixture = new LedgerFixture(Files.createDirectories(folder.resolve("audit/gateway-1")));
        fixture.segmentBytes = 250;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 9; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
            }
        }
        assertTrue(fixture.segments().size() > 3);
    }

    /** Leaves the hashes of a segment's entries, and nothing that says so. */
    static Path wipe(Path segment) throws IOException {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(segment)) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            hashes.writeBytes(new TreeHash().leaf(bytes, 0, bytes.length));
        }
        Path file = Path.of(segment.toString().replace(".jsonl", ".hashes"));
        Files.write(file, hashes.toByteArray());
        Files.delete(segment);
        return file;
    }

    private static long first(Path segment) {
        return SegmentName.of(String.valueOf(segment.getFileName()))
                .orElseThrow()
                .first();
    }

    private static void assertFault(String what, Path file, Report report) {
        assertEquals(1, report.faults().size(), report.faults().toString());
        assertEquals(
                String.valueOf(file.getFileName()), report.faults().getFirst().file());
        assertEquals(what, report.faults().getFirst().what());
    }

    @Test
    void entriesThatWereDeletedWithoutASignedEntryAboutItAreAFault() throws Exception {
        List<Path> segments = fixture.segments();
        Path wiped = wipe(segments.getFirst());
        wipe(segments.get(1));
        assertFault(
                "entries were deleted up to " + (first(segments.get(2)) - 1)
                        + ", and no signed entry `pruned` tells of it",
                wiped,
                fixture.verify());
    }

    @Test
    void aSignedEntryVouchesForWhatWasPrunedBeforeItsEndAndNothingElse() throws Exception {
        List<Path> segments = fixture.segments();
        wipe(segments.getFirst());
        wipe(segments.get(1));
        fixture.tell("gateway-1", first(segments.get(1)), first(segments.get(2)) - first(segments.get(1)));
        fixture.assertWhole();
        Path wiped = wipe(segments.get(2));
        assertFault(
                "entries were deleted up to " + (first(segments.get(3)) - 1)
                        + ", and no signed entry `pruned` tells of it",
                wiped,
                fixture.verify());
    }

    @Test
    void anEntryThatNoCheckpointCoversVouchesForNothing() throws Exception {
        List<Path> segments = fixture.segments();
        wipe(segments.getFirst());
        String before = fixture.note();
        fixture.tell("gateway-1", 0, first(segments.get(1)));
        Files.writeString(fixture.folder.resolve("checkpoint"), before);
        assertFalse(fixture.verify().isWhole());
    }

    @Test
    void whoOnlyReadsASegmentNeedsNoRightToWriteIt() throws Exception {
        fixture.disk.plan((operation, _) -> operation == FaultyDisk.Operation.OPEN ? 0 : -1);
        assertFalse(new SegmentAgeing(fixture.disk).full(Instant.now()).isEmpty());
        assertInstanceOf(
                Recovery.Found.Whole.class,
                new Recovery(fixture.disk, LedgerFixture.ORIGIN, LedgerFixture.SIGNER).look());
        String last = String.valueOf(fixture.segments().getLast().getFileName());
        try (Disk.DiskFile file = new FolderDisk(fixture.folder).openToRead(last)) {
            assertThrows(IOException.class, () -> file.write(ByteBuffer.wrap(new byte[1]), 0));
        }
        fixture.assertWhole();
    }

    @Test
    void theLastSegmentIsNeverPruned() throws Exception {
        fixture.tell("gateway-1", 0, 1_000);
        Path wiped = wipe(fixture.segments().getLast());
        assertFault("the last segment has its hashes alone, and that one is never pruned", wiped, fixture.verify());
    }

    @Test
    void hashesThatNoCheckpointCoversAreInvented() throws Exception {
        long end = Checkpoint.read(fixture.note()).orElseThrow().size();
        Path invented = fixture.folder.resolve(new SegmentName(end, SegmentName.Form.HASHES).file());
        Files.write(invented, new byte[320]);
        assertFalse(fixture.verify().isWhole());
        Files.writeString(fixture.folder.resolve(new SegmentName(end + 10, SegmentName.Form.LINES).file()), "");
        assertFault("hashes of entries that no checkpoint covers", invented, fixture.verify());
    }

    @Test
    void aLedgerBesideMayTellWhatWasPruned() throws Exception {
        LedgerFixture beside = fixture.copy(folder.resolve("audit/gateway-2"));
        List<Path> segments = fixture.segments();
        wipe(segments.getFirst());
        Report alone = fixture.verify();
        assertFalse(alone.isWhole());
        assertFalse(alone.beside(beside.verify().told()).isWhole());
        beside.tell("gateway-1", 0, first(segments.get(1)));
        assertTrue(alone.beside(beside.verify().told()).isWhole());
        beside.tell("gateway-3", 0, 1_000);
        assertFalse(alone.beside(java.util.Map.of("sallyport.test/1/gateway-3", 1_000L))
                .isWhole());
    }

    @Test
    void whatADamagedLedgerTellsCountsForNothing() throws Exception {
        LedgerFixture beside = fixture.copy(folder.resolve("audit/gateway-2"));
        wipe(fixture.segments().getFirst());
        beside.tell("gateway-1", 0, first(fixture.segments().getFirst()));
        Path last = beside.segments().getLast();
        Files.writeString(last, Files.readString(last).replace("\"why\":\"age\"", "\"why\":\"agf\""));
        assertFalse(fixture.verify().beside(beside.verify().told()).isWhole());
    }

    private List<Ageing.Pruned> prune(Ageing.Telling telling) throws IOException {
        fixture.segmentBytes = 1 << 20;
        fixture.tellAll();
        Duration days = Duration.ofDays(90);
        return new Ageing(folder.resolve("audit"), fixture.folder, new Ageing.Rules(false, days, 0))
                .age(Instant.now().plus(days).plusSeconds(60), telling);
    }

    private List<Path> hashes() throws IOException {
        try (var files = Files.list(fixture.folder)) {
            return files.filter(file -> file.toString().contains(".hashes")).toList();
        }
    }

    @Test
    void nothingIsDeletedBeforeASignedEntryTellsOfIt() throws Exception {
        List<Ageing.Pruned> told = new ArrayList<>();
        List<Ageing.Pruned> pruned = prune(about -> {
            assertFalse(Files.exists(
                    fixture.folder.resolve(new SegmentName(about.first(), SegmentName.Form.HASHES).file())));
            told.add(about);
        });
        assertFalse(pruned.isEmpty());
        assertEquals(pruned, told);
    }

    @Test
    void whatCannotBeToldStays() throws Exception {
        List<Ageing.Pruned> pruned = prune(_ -> {
            throw new IOException("no room");
        });
        assertEquals(List.of(), pruned);
        assertEquals(List.of(), hashes());
        fixture.assertWhole();
    }

    @Test
    void whatASegmentToldOfAnotherLedgerIsToldAgainBeforeItGoes() throws Exception {
        Files.createDirectories(folder.resolve("audit/gateway-2"));
        fixture.tell("gateway-2", 0, 7);
        fixture.tell("gateway-2", 7, 5);
        fixture.tell("gateway-3", 0, 7);
        List<Ageing.Pruned> told = new ArrayList<>();
        told.removeAll(prune(told::add));
        assertEquals(12, told.stream().mapToLong(Ageing.Pruned::entries).max().orElse(0));
        assertTrue(told.stream().allMatch(again -> again.ledger().equals("gateway-2")), told.toString());
    }
}
