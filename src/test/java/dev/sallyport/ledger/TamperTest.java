package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.ledger.verify.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the files of a ledger, verification says so and where. */
final class TamperTest {
    @TempDir
    private Path folder;

    private LedgerFixture fixture;
    private String early = "";

    @BeforeEach
    void write() throws IOException {
        fixture = new LedgerFixture(Files.createDirectory(folder.resolve("ledger")));
        fixture.segmentBytes = 400;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 9; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
                early = i == 3 ? fixture.note() : early;
            }
        }
        fixture.assertWhole(early);
        assertTrue(fixture.segments().size() > 1);
    }

    private Report.Fault fault() throws IOException {
        Report report = fixture.verify();
        assertFalse(report.isWhole(), "the change was not seen");
        return report.faults().getFirst();
    }

    @Test
    void everyByteThatIsChangedIsFound() throws Exception {
        List<Path> files = new ArrayList<>(fixture.segments());
        files.add(fixture.folder.resolve("checkpoint"));
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length; i++) {
                for (int bit : new int[] {1, 4, 0x80}) {
                    byte[] changed = whole.clone();
                    changed[i] ^= (byte) bit;
                    Files.write(file, changed);
                    Report report = fixture.verify();
                    assertFalse(report.isWhole(), file + " byte " + i);
                    if (!file.endsWith("checkpoint")) {
                        Report.Fault found = report.faults().getFirst();
                        assertEquals(String.valueOf(file.getFileName()), found.file());
                        assertTrue(found.offsetBytes() <= i, "the fault is said to be behind the change");
                    }
                }
            }
            Files.write(file, whole);
        }
    }

    @Test
    void everyPlaceAtWhichItIsCutOffIsFound() throws Exception {
        List<Path> files = new ArrayList<>(fixture.segments());
        files.add(fixture.folder.resolve("checkpoint"));
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertFalse(fixture.verify().isWhole(), file + " cut to " + length);
            }
            Files.delete(file);
            assertFalse(fixture.verify().isWhole(), file + " deleted");
            Files.write(file, whole);
        }
        fixture.assertWhole(early);
    }

    @Test
    void entriesThatChangePlacesAreFound() throws Exception {
        Path segment = fixture.segments().getFirst();
        List<String> lines = new ArrayList<>(Files.readAllLines(segment));
        Collections.swap(lines, 1, 2);
        Files.writeString(segment, String.join("\n", lines) + "\n");
        assertEquals("entry 2 stands where entry 1 belongs", fault().what());
        assertEquals(1, fault().entry());
    }

    @Test
    void anEntryThatIsLeftOutOrRepeatedIsFound() throws Exception {
        Path segment = fixture.segments().getFirst();
        List<String> lines = Files.readAllLines(segment);
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(1);
        Files.writeString(segment, String.join("\n", fewer) + "\n");
        assertEquals(1, fault().entry());
        List<String> more = new ArrayList<>(lines);
        more.add(1, lines.get(1));
        Files.writeString(segment, String.join("\n", more) + "\n");
        assertEquals(2, fault().entry());
    }

    /** An entry that is written anew with its own check, as whoever knows the format would. */
    private void rewrite(Path segment, int index, String text) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(segment));
        long number = SegmentName.of(String.valueOf(segment.getFileName()))
                        .orElseThrow()
                        .first()
                + index;
        lines.set(index, new String(LedgerFixture.line(number, text), StandardCharsets.UTF_8).strip());
        Files.writeString(segment, String.join("\n", lines) + "\n");
    }

    @Test
    void anEntryThatIsWrittenAnewIsFoundByTheTree() throws Exception {
        rewrite(fixture.segments().getFirst(), 1, "forged");
        Report.Fault first = fault();
        assertEquals(String.valueOf(fixture.segments().get(1).getFileName()), first.file());
        assertEquals("the entries before it are not those that were written", first.what());
    }

    @Test
    void aPartOfAnotherLedgerIsFound() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        LedgerFixture another = new LedgerFixture(other);
        try (Ledger ledger = another.open()) {
            LedgerFixture.append(ledger, "entry of another");
        }
        Files.write(
                fixture.segments().getFirst(),
                Files.readAllBytes(another.segments().getFirst()));
        assertFalse(fixture.verify().isWhole());
    }

    @Test
    void anOldCopyIsFoundByWhomHoldsALaterCheckpoint() throws Exception {
        LedgerFixture old = fixture.copy(folder.resolve("old"));
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "later");
        }
        String later = fixture.note();
        old.assertWhole();
        Report report = old.verify(later);
        assertEquals(
                "the ledger ends here, and the held checkpoint 1 has "
                        + Checkpoint.read(later.getBytes(StandardCharsets.UTF_8))
                                .orElseThrow()
                                .size() + " entries",
                report.faults().getFirst().what());
    }

    @Test
    void whoeverHasTheKeyCannotRewriteWhatAnotherHasSeen() throws Exception {
        Path forged = Files.createDirectory(folder.resolve("forged"));
        LedgerFixture rewritten = new LedgerFixture(forged);
        rewritten.segmentBytes = 400;
        try (Ledger ledger = rewritten.open()) {
            for (int i = 0; i < 20; i++) {
                LedgerFixture.append(ledger, i == 1 ? "forged" : "entry " + i);
                ledger.tend();
            }
        }
        rewritten.assertWhole();
        Report report = rewritten.verify(early);
        assertEquals(
                "of the entries 0 to 4 at least one is not what the held checkpoint 1 signed; which one cannot be told from"
                        + " these files",
                report.faults().getFirst().what());
    }

    @Test
    void anotherKeyVerifiesNothing() throws Exception {
        NoteSigner stranger = NoteSigner.fresh(LedgerFixture.SIGNER.name(), new SecureRandom());
        assertFalse(new LedgerVerifier(fixture.folder, stranger.verifierKey())
                .verify(List.of())
                .isWhole());
        Files.writeString(
                fixture.folder.resolve("checkpoint"),
                stranger.sign(Checkpoint.read(fixture.note().getBytes(StandardCharsets.UTF_8))
                        .orElseThrow()
                        .text()));
        assertFalse(fixture.verify().isWhole());
        assertIsLeftAlone(fixture);
    }

    /** The writer does not go on with what is there, and changes nothing of it. */
    private static void assertIsLeftAlone(LedgerFixture ledger) throws IOException {
        List<String> before = ledger.lines();
        String note = ledger.note();
        int segments = ledger.segments().size();
        assertTrue(ledger.tryOpen().isEmpty(), "it was gone on with");
        assertEquals(before, ledger.lines());
        assertEquals(note, ledger.note());
        assertEquals(segments, ledger.segments().size());
    }

    @Test
    void whoeverHasNoKeyCannotHaveTheWriterSignAnotherHistory() throws Exception {
        LedgerFixture forged = new LedgerFixture(Files.createDirectory(folder.resolve("forged")));
        NoteSigner stranger = NoteSigner.fresh(LedgerFixture.SIGNER.name(), new SecureRandom());
        Ledger.Place place =
                new Ledger.Place(forged.disk, LedgerFixture.ORIGIN, stranger, forged.segmentBytes, Clock.systemUTC());
        try (Ledger ledger = Ledger.open(place).orElseThrow()) {
            LedgerFixture.append(ledger, "forged");
        }
        assertIsLeftAlone(forged);
        Files.writeString(forged.folder.resolve("checkpoint"), fixture.note());
        assertIsLeftAlone(forged);
    }

    @Test
    void theWriterDoesNotGoOnWithAnotherSignatureOrMoreThanItSigned() throws Exception {
        Path checkpoint = fixture.folder.resolve("checkpoint");
        String note = fixture.note();
        String base64 = note.substring(note.lastIndexOf(' ') + 1).strip();
        char other = base64.charAt(20) == 'A' ? 'B' : 'A';
        for (String changed : List.of(
                note.replace(base64, base64.substring(0, 20) + other + base64.substring(21)),
                note.replace(base64, ""),
                note + "\u2014 witness AAAA\n",
                note.substring(0, note.indexOf("\n\n") + 1))) {
            Files.writeString(checkpoint, changed);
            assertIsLeftAlone(fixture);
        }
        Files.writeString(checkpoint, "x".repeat(1 << 20));
        assertIsLeftAlone(fixture);
        Files.writeString(checkpoint, note);
        fixture.open().close();
        fixture.assertWhole(early);
    }

    @Test
    void theWriterDoesNotGoOnWithAnOlderCheckpoint() throws Exception {
        Files.writeString(fixture.folder.resolve("checkpoint"), early);
        assertIsLeftAlone(fixture);
    }

    @Test
    void theWriterDoesNotGoOnWithSignedEntriesThatAreNotTheOnesItSigned() throws Exception {
        rewrite(fixture.segments().getLast(), 1, "forged");
        assertIsLeftAlone(fixture);
    }

    @Test
    void aSegmentWithoutItsCheckpointAndItsPastIsNotGoneOnWith() throws Exception {
        List<Path> segments = fixture.segments();
        for (Path segment : segments.subList(0, segments.size() - 1)) {
            Files.delete(segment);
        }
        Files.delete(fixture.folder.resolve("checkpoint"));
        assertTrue(fixture.tryOpen().isEmpty());
    }

    @Test
    void aChangeInAnEarlierSegmentIsStillFoundAfterTheWriterWentOn() throws Exception {
        rewrite(fixture.segments().getFirst(), 1, "forged");
        fixture.open().close();
        assertEquals("the entries before it are not those that were written", fault().what());
    }

    @Test
    void aCheckpointCoversAllThatIsBeforeTheLastSegment() throws Exception {
        LedgerFixture killed = new LedgerFixture(Files.createDirectory(folder.resolve("killed")));
        for (int kill = 0; kill < 3; kill++) {
            Ledger ledger = killed.open();
            LedgerFixture.append(ledger, "unsigned " + kill);
            // the process ends without another word
            killed = killed.copy(folder.resolve("killed-" + kill));
            ledger.close();
        }
        assertEquals(
                killed.segments().size() - 1L,
                killed.verify().checkpoint().orElseThrow().size() / 2);
        assertEquals(2, killed.verify().unsigned());
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void aTornEntryBehindWhichMoreStandsIsFound() throws Exception {
        Path last = fixture.segments().getLast();
        byte[] whole = Files.readAllBytes(last);
        long next = Checkpoint.read(fixture.note()).orElseThrow().size();
        byte[] torn = ("{\"n\":" + next + ",\"a\":\"" + "x".repeat(5 << 20)).getBytes(StandardCharsets.UTF_8);
        Files.write(last, concat(whole, torn, "\n".getBytes(StandardCharsets.UTF_8), LedgerFixture.line(next, "more")));
        assertEquals("a line that is longer than any entry", fault().what());
        assertTrue(fixture.tryOpen().isEmpty());
    }

    @Test
    @Timeout(10)
    void zerosInATornEntryAreLookedAtOnce() throws Exception {
        Path last = fixture.segments().getLast();
        byte[] zeros = new byte[2_000_000];
        zeros[zeros.length - 1] = 'x';
        Files.write(last, concat(Files.readAllBytes(last), zeros));
        assertEquals("bytes behind the end that are no entry", fault().what());
    }

    @Test
    void aCheckpointWithBlankLinesIsNone() throws Exception {
        String note = fixture.note();
        for (String changed : List.of(note + "\n", note + "\n\n\n", note.replace("\n\n", "\n\n\n"), note.strip())) {
            Files.writeString(fixture.folder.resolve("checkpoint"), changed);
            assertEquals("checkpoint", fault().file());
        }
    }

    /** A line with its own check, of members that no gateway writes. */
    private static byte[] line(long number, String members) {
        byte[] bytes = members.getBytes(StandardCharsets.UTF_8);
        ByteBuffer line = ByteBuffer.allocate(EntryLine.roomBytes(bytes.length));
        EntryLine.write(number, bytes, line);
        return Arrays.copyOf(line.array(), line.position());
    }

    @Test
    void unsignedLinesThatAreNoEntriesAreFound() throws Exception {
        Path last = fixture.segments().getLast();
        byte[] whole = Files.readAllBytes(last);
        long next = Checkpoint.read(fixture.note()).orElseThrow().size();
        for (String members : List.of(
                "garbage",
                "\"event\":\"a\",\"event\":\"b\"",
                "\"n\":7",
                "\"a\":{\"b\":1,\"b\":2}",
                "\"a\":[1,]",
                "\"a\":01",
                "\"a\":\"\\x\"",
                "\"a\":\"\u0001\"",
                "\"a\" :1",
                "\"a\":" + "[".repeat(9_000) + "]".repeat(9_000))) {
            Files.write(last, concat(whole, line(next, members)));
            assertEquals("no checkpoint covers it, and it is no entry as a gateway writes it", fault().what(), members);
            assertEquals(whole.length, fault().offsetBytes());
        }
        String usual = "\"a\":{\"b\":[1,-2.5e+3,true,false,null,\"\\u00e9\\n\u00e9\"],\"c\":{}},\"d\":[],\"e\":\""
                + "y".repeat(500_000) + "\"";
        Files.write(last, concat(whole, line(next, usual)));
        fixture.assertWhole();
        assertEquals(1, fixture.verify().unsigned());
    }
}
