package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FolderLock;
import dev.sallyport.ledger.verify.Note;
import dev.sallyport.ledger.verify.Proof;
import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that are compressed or pruned lose nothing that was promised, also where the process ends in between. */
final class AgeingTest {
    private static final Duration LONG = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private LedgerFixture fixture;
    private List<String> lines = List.of();
    private String early = "";

    @BeforeEach
    void write() throws IOException {
        fixture = new LedgerFixture(Files.createDirectories(folder.resolve("audit/gateway-1")));
        fixture.segmentBytes = 250;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 9; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
                early = i == 2 ? fixture.note() : early;
            }
        }
        lines = fixture.lines();
        assertTrue(fixture.segments().size() > 3);
    }

    private List<Ageing.Pruned> age(boolean compress, Duration retention, long bytesMax, Instant now)
            throws IOException {
        Path parent = folder.resolve("audit");
        return new Ageing(parent, fixture.folder, new Ageing.Rules(compress, retention, bytesMax)).age(now, _ -> {});
    }

    private void compress() throws IOException {
        assertEquals(List.of(), age(true, LONG, 0, Instant.now()));
    }

    /** A ledger whose disk failed with its first segment, and which went on with these entries. */
    private LedgerFixture broken(String... texts) throws IOException {
        LedgerFixture broken = new LedgerFixture(Files.createDirectories(folder.resolve("broken/gateway-1")));
        try (Ledger ledger = broken.open()) {
            LedgerFixture.append(ledger, "one");
            ledger.tend();
            LedgerFixture.append(ledger, "two");
            broken.disk.plan((operation, _) -> operation == FaultyDisk.Operation.FORCE ? 0 : -1);
            ledger.tend();
            broken.disk.plan((_, _) -> -1);
            ledger.tend();
            for (String text : texts) {
                LedgerFixture.append(ledger, text);
            }
        }
        return broken;
    }

    private List<Ageing.Pruned> prune() throws IOException {
        fixture.segmentBytes = 1 << 20;
        fixture.tellAll();
        return age(false, LONG, 0, Instant.now().plus(LONG).plusSeconds(60));
    }

    private List<String> files(LedgerFixture of, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(of.folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> read(LedgerFixture of) throws IOException {
        List<String> read = new ArrayList<>();
        new LedgerFolder(of.folder).read(Instant.MIN, (bytes, from, to) -> {
            read.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return true;
        });
        return read;
    }

    @Test
    void whoEndsWaitsForOneSegmentAtMost() throws Exception {
        Ageing ageing = new Ageing(folder.resolve("audit"), fixture.folder, new Ageing.Rules(true, LONG, 0));
        fixture.segmentBytes = 1 << 20;
        fixture.tellAll();
        List<Ageing.Pruned> pruned = ageing.age(Instant.now().plus(LONG).plusSeconds(60), _ -> ageing.stop());
        assertEquals(1, pruned.size());
        assertEquals(1, files(fixture, ".hashes").size());
        assertEquals(0, files(fixture, ".gz").size());
    }

    @Test
    void fullSegmentsAreCompressedAndStayWhatTheyWere() throws Exception {
        int segments = fixture.segments().size();
        compress();
        assertEquals(segments - 1, files(fixture, ".gz").size());
        assertEquals(1, files(fixture, ".jsonl").size());
        fixture.assertWhole(early);
        assertEquals(lines, read(fixture));
        fixture.open().close();
        fixture.assertWhole(early);
        compress();
        fixture.assertWhole(early);
    }

    @Test
    void anyToolDecompressesThem() throws Exception {
        byte[] before = Files.readAllBytes(fixture.segments().getFirst());
        compress();
        Process gunzip =
                new ProcessBuilder("gzip", "-dc", fixture.segments().getFirst().toString()).start();
        assertEquals(
                new String(before, StandardCharsets.UTF_8),
                new String(gunzip.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, gunzip.waitFor());
    }

    @Test
    void oldSegmentsArePrunedAndEveryCheckpointAndProofStaysGood() throws Exception {
        String proof = Prover.of(new LedgerFolder(fixture.folder)).orElseThrow().entry(1);
        compress();
        List<Ageing.Pruned> pruned = prune();
        assertEquals("age", pruned.getFirst().why());
        assertEquals(0, pruned.getFirst().first());
        assertEquals(files(fixture, ".hashes").size(), pruned.size());
        assertEquals(1, fixture.segments().size());
        Report report = fixture.verify(early);
        assertEquals(List.of(), report.faults());
        assertEquals(pruned.stream().mapToLong(Ageing.Pruned::entries).sum(), report.pruned());
        assertFalse(read(fixture).contains(lines.get(1)));
        assertTrue(isProven(proof, lines.get(1)));
        String later = Prover.of(new LedgerFolder(fixture.folder)).orElseThrow().entry(1);
        assertTrue(Proof.of(later).orElseThrow().entry().isEmpty());
        assertTrue(isProven(later, lines.get(1)), "who has kept the entry can still prove it");
        String last = Prover.of(new LedgerFolder(fixture.folder)).orElseThrow().entry(lines.size() - 1);
        assertTrue(isProven(last, lines.getLast()));
        Proof growth = Proof.of(Prover.of(new LedgerFolder(fixture.folder))
                        .orElseThrow()
                        .growth(Checkpoint.read(early).orElseThrow()))
                .orElseThrow();
        String key = LedgerFixture.SIGNER.verifierKey();
        assertTrue(growth.continues(
                Note.verified(early, key).orElseThrow(), growth.signed(key).orElseThrow()));
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "later");
        }
        fixture.assertWhole(early);
    }

    private static boolean isProven(String text, String line) {
        Proof proof = Proof.of(text).orElseThrow();
        Note signed = proof.signed(LedgerFixture.SIGNER.verifierKey()).orElseThrow();
        return proof.covers(line.getBytes(StandardCharsets.UTF_8), signed);
    }

    @Test
    void theOldestArePrunedWhereAllTogetherTakeTooMuchRoom() throws Exception {
        fixture.segmentBytes = 1 << 20;
        fixture.tellAll();
        long size = 0;
        for (Path segment : fixture.segments()) {
            size += Files.size(segment);
        }
        List<Ageing.Pruned> pruned = age(false, LONG, size - 100, Instant.now());
        assertEquals(List.of(new Ageing.Pruned("gateway-1", 0, pruned.getFirst().entries(), "size")), pruned);
        fixture.assertWhole(early);
        assertEquals(List.of(), age(false, LONG, size - 100, Instant.now()));
    }

    @Test
    void nothingIsPrunedUnderAHoldOrWhereItsFileCannotBeUnderstood() throws Exception {
        Path parent = folder.resolve("audit");
        assertTrue(Hold.set(parent, true, Instant.now(), "me", "case \"7\"").isHeld());
        assertEquals("case \"7\"", Hold.of(parent).said("reason"));
        assertEquals(List.of(), prune());
        Files.write(parent.resolve("hold"), new byte[] {'{', (byte) 0xff}, StandardOpenOption.APPEND);
        assertEquals(List.of(), prune());
        Hold.set(parent, false, Instant.now(), "me", "closed");
        assertFalse(prune().isEmpty());
        assertEquals(3, Hold.all(parent).size());
    }

    @Test
    void nothingIsDeletedOnceAHoldBeganHoweverFarThePruningIs() throws Exception {
        Path parent = folder.resolve("audit");
        SegmentAgeing ageing = new SegmentAgeing(fixture.disk);
        SegmentAgeing.Full full = ageing.full(Instant.now()).getFirst();
        for (FaultyDisk.Operation moment : List.of(FaultyDisk.Operation.WRITE, FaultyDisk.Operation.FORCE)) {
            fixture.disk.plan((operation, _) -> {
                if (operation == moment && !isHeld(parent)) {
                    hold(parent, true);
                }
                return -1;
            });
            assertThrows(
                    IOException.class,
                    () -> ageing.prune(full, new Tellings(), deletion -> Hold.unless(parent, deletion)),
                    "at " + moment);
            fixture.disk.plan((_, _) -> -1);
            assertEquals(lines, fixture.lines());
            assertEquals(List.of(), files(fixture, ".hashes"));
            assertEquals(List.of(), files(fixture, ".tmp"));
            hold(parent, false);
        }
        assertTrue(ageing.prune(full, new Tellings(), deletion -> Hold.unless(parent, deletion)));
    }

    private static boolean isHeld(Path parent) {
        try {
            return Hold.of(parent).isHeld();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void hold(Path parent, boolean held) {
        try {
            Hold.set(parent, held, Instant.now(), "me", "case");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void holdsAndReleasesAtTheSameMomentAreAllKept() throws Exception {
        Path parent = folder.resolve("audit");
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean held = t % 2 == 0;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 10; i++) {
                    hold(parent, held);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(40, Files.readAllLines(parent.resolve("hold")).size());
    }

    @Test
    void everyByteThatIsChangedInACompressedOrPrunedSegmentIsFound() throws Exception {
        compress();
        for (Path file :
                List.of(fixture.segments().getFirst(), fixture.segments().get(1))) {
            assertEveryChangeIsFound(file);
        }
        prune();
        for (String name : files(fixture, ".hashes").subList(0, 2)) {
            assertEveryChangeIsFound(fixture.folder.resolve(name));
        }
    }

    private void assertEveryChangeIsFound(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            for (int bit : new int[] {1, 4, 0x80}) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) bit;
                Files.write(file, changed);
                assertFalse(fixture.verify().isWhole(), file + " byte " + i);
            }
            Files.write(file, Arrays.copyOf(whole, i));
            assertFalse(fixture.verify().isWhole(), file + " cut to " + i);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertFalse(fixture.verify().isWhole(), file + " with a byte more");
        Files.write(file, whole);
        fixture.assertWhole(early);
    }

    private static boolean isFree(Hold.Step deletion) throws IOException {
        deletion.run();
        return true;
    }

    /** Has everything fail from the operation with that number on, as if the process had ended there. */
    private static boolean endsAt(LedgerFixture of, int number, boolean prunes) {
        of.disk.plan((_, at) -> at >= number ? 0 : -1);
        try {
            SegmentAgeing ageing = new SegmentAgeing(of.disk);
            for (SegmentAgeing.Full full : ageing.full(Instant.now())) {
                boolean due = full.name().form() != SegmentName.Form.HASHES
                        && (prunes || full.name().form() == SegmentName.Form.LINES);
                assertTrue(!due
                        || (prunes ? ageing.prune(full, new Tellings(), AgeingTest::isFree) : ageing.compress(full)));
            }
            return false;
        } catch (IOException _) {
            return true;
        } finally {
            of.disk.plan((_, _) -> -1);
        }
    }

    @Test
    void nothingIsLostWhereverTheProcessEndsInBetween() throws Exception {
        fixture.segmentBytes = 1 << 20;
        fixture.tellAll();
        lines = fixture.lines();
        for (boolean prunes : new boolean[] {false, true}) {
            int ended = 0;
            for (int number = 0; ; number++) {
                LedgerFixture copy = fixture.copy(folder.resolve(prunes + "-" + number));
                if (!endsAt(copy, number, prunes)) {
                    break;
                }
                ended++;
                copy.assertWhole(early);
                assertTrue(prunes || read(copy).equals(lines), "what readers see after operation " + number);
                copy.tellAll();
                copy.assertWhole(early);
                assertFalse(endsAt(copy, Integer.MAX_VALUE, prunes));
                copy.assertWhole(early);
                assertEquals(List.of(), files(copy, ".tmp"));
                assertEquals(1, files(copy, ".jsonl").size());
            }
            assertTrue(ended > 20, "only " + ended + " places");
        }
    }

    @Test
    void whatStandsBehindTheMemberOfACompressedSegmentIsFound() throws Exception {
        compress();
        Path file = fixture.segments().getFirst();
        byte[] whole = Files.readAllBytes(file);
        byte[] member = Arrays.copyOf(whole, whole.length);
        for (byte[] more : List.of("garbage!".getBytes(StandardCharsets.UTF_8), member)) {
            byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
            System.arraycopy(more, 0, longer, whole.length, more.length);
            CRC32C crc = new CRC32C();
            crc.update(longer, 20, longer.length - 28);
            ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(16, (int) crc.getValue());
            Files.write(file, longer);
            assertEquals(
                    "it is not what was compressed",
                    fixture.verify().faults().getFirst().what());
        }
    }

    @Test
    void anAbandonedSegmentWhoseSuccessorWasPrunedFirstIsNoFault() throws Exception {
        LedgerFixture broken = broken("three");
        broken.tellAll();
        broken.assertWhole();
        // the writer does not do this any more
        var _ = PruningTest.wipe(broken.segments().get(1));
        broken.assertWhole();
        Path abandoned = broken.segments().getFirst();
        Files.writeString(abandoned, Files.readString(abandoned).replace("\"one\"", "\"eno\""));
        assertFalse(broken.verify().isWhole());
    }

    @Test
    void ofTwoFormsTheOneThatSaysMostCounts() throws Exception {
        String first = String.valueOf(fixture.segments().getFirst().getFileName());
        Path hashes = fixture.folder.resolve(first.replace("jsonl", "hashes"));
        Path compressed = fixture.folder.resolve(first + ".gz");
        Files.writeString(hashes, "garbage");
        Files.writeString(compressed, "garbage");
        fixture.assertWhole(early);
        assertEquals(lines, read(fixture));
        fixture.open().close();
        compress();
        assertFalse(Files.exists(hashes));
        fixture.assertWhole(early);
        assertEquals(lines, read(fixture).subList(0, lines.size()));
    }

    @Test
    void aFormIsNotDeletedForAnotherThatIsNotWhole() throws Exception {
        compress();
        Path compressed = fixture.segments().get(1);
        byte[] good = Files.readAllBytes(compressed);
        for (String stray : List.of("", lines.get(2) + "\n", "garbage\n")) {
            Path counts = Path.of(compressed.toString().replace(".gz", ""));
            Files.writeString(counts, stray);
            compress();
            prune();
            assertArrayEquals(good, Files.readAllBytes(compressed));
            Files.delete(counts);
            fixture.assertWhole(early);
        }
    }

    @Test
    void aSegmentThatIsNotWhatWasWrittenStaysAsItIs() throws Exception {
        Path segment = fixture.segments().get(1);
        byte[] changed = Files.readAllBytes(segment);
        changed[changed.length - 40] ^= 1;
        Files.write(segment, changed);
        compress();
        prune();
        assertEquals(new String(changed, StandardCharsets.UTF_8), Files.readString(segment, StandardCharsets.UTF_8));
        assertFalse(fixture.verify().isWhole());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSegmentThatCannotBeReadAndTheOneBeforeItStayAndNoOtherLedgerWaits(boolean cut) throws Exception {
        LedgerFixture other = fixture.copy(folder.resolve("audit/gateway-2"));
        compress();
        List<String> kept = files(fixture, ".gz").subList(1, 3);
        Path unreadable = fixture.folder.resolve(kept.getLast());
        byte[] damaged = Files.readAllBytes(unreadable);
        if (cut) {
            damaged = Arrays.copyOf(damaged, 5);
        } else {
            damaged[0] ^= 1;
        }
        Files.write(unreadable, damaged);
        assertFalse(prune().isEmpty());
        assertEquals(kept, files(fixture, ".gz"));
        assertFalse(files(fixture, ".hashes").isEmpty());
        assertEquals(List.of(), files(other, ".gz"));
    }

    @Test
    void aLedgerThatCannotBeTidiedKeepsNoOtherFromAgeing() throws Exception {
        LedgerFixture other = fixture.copy(folder.resolve("audit/gateway-2"));
        Files.createDirectories(fixture.folder.resolve("0000000000000000.hashes.tmp/full"));
        compress();
        assertEquals(List.of(), files(fixture, ".gz"));
        assertFalse(files(other, ".gz").isEmpty());
    }

    @Test
    void aSegmentWhoseDiskFailedIsCompressedAsFarAsItCounts() throws Exception {
        LedgerFixture broken = broken("three");
        broken.assertWhole();
        List<String> before = read(broken);
        assertFalse(endsAt(broken, Integer.MAX_VALUE, false));
        assertEquals(1, files(broken, ".gz").size());
        broken.assertWhole();
        assertEquals(before, read(broken));
    }

    @Test
    void theHeadThatSaysWhereABrokenSegmentEndsIsKeptAsLongAsThat() throws Exception {
        LedgerFixture broken = broken();
        broken.open().close();
        SegmentAgeing ageing = new SegmentAgeing(broken.disk);
        List<SegmentAgeing.Full> full = ageing.full(Instant.now());
        assertEquals(2, full.size());
        assertThrows(IOException.class, () -> ageing.prune(full.getLast(), new Tellings(), AgeingTest::isFree));
        broken.tellAll();
        broken.assertWhole();
        assertTrue(ageing.prune(full.getFirst(), new Tellings(), AgeingTest::isFree));
        assertTrue(ageing.prune(full.getLast(), new Tellings(), AgeingTest::isFree));
        broken.assertWhole();
    }

    @Test
    void aLedgerThatAnotherProcessWritesIsLeftAlone() throws Exception {
        LedgerFixture other = fixture.copy(folder.resolve("audit/gateway-2"));
        try (var lock = FolderLock.of(other.folder)) {
            assertTrue(lock != null);
            compress();
            assertEquals(List.of(), files(other, ".gz"));
        }
        compress();
        assertFalse(files(other, ".gz").isEmpty());
    }
}
