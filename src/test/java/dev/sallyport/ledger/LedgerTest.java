package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import dev.sallyport.ledger.disk.FolderLock;
import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is there, stays there, and can be proven. */
final class LedgerTest {
    @TempDir
    private Path folder;

    private LedgerFixture fixture() throws IOException {
        return new LedgerFixture(Files.createDirectory(folder.resolve("ledger")));
    }

    @Test
    void whatIsWrittenIsThereAfterEveryReopening() throws Exception {
        LedgerFixture fixture = fixture();
        String first = "";
        for (int round = 0; round < 5; round++) {
            try (Ledger ledger = fixture.open()) {
                for (int i = 0; i < 20; i++) {
                    LedgerFixture.append(ledger, round + "-" + i);
                }
                ledger.tend();
                first = round == 0 ? fixture.note() : first;
            }
            fixture.assertWhole(first);
        }
        Report report = fixture.verify(first);
        assertEquals(105, report.entries());
        assertEquals(0, report.unsigned());
        assertEquals(105, report.checkpoint().orElseThrow().size());
        assertEquals(5, fixture.segments().size());
    }

    @Test
    void aLargeSegmentIsFollowedByAnother() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 2_000;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 100; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                if (i % 10 == 9) {
                    ledger.tend();
                }
            }
        }
        assertTrue(fixture.segments().size() > 3);
        fixture.assertWhole();
        fixture.open().close();
        fixture.assertWhole();
    }

    @Test
    void manyThreadsWriteEveryEntryOnce() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 20_000;
        try (Ledger ledger = fixture.open()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int number = t;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 500; i++) {
                        try {
                            LedgerFixture.append(ledger, number + "-" + i);
                        } catch (IOException failed) {
                            throw new IllegalStateException(failed);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    ledger.tend();
                }
            }
        }
        assertHas(2_000, fixture);
    }

    @Test
    void anIncompleteLastEntryIsCutAndReportedWhereverItEnds() throws Exception {
        LedgerFixture fixture = fixture();
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "whole");
        }
        Path segment = fixture.segments().getLast();
        byte[] whole = Files.readAllBytes(segment);
        byte[] line = LedgerFixture.line(2, "torn");
        for (int cut = 1; cut < line.length; cut++) {
            for (int zeros : new int[] {0, 7}) {
                LedgerFixture torn = fixture.copy(folder.resolve("torn-" + cut + "-" + zeros));
                Files.write(torn.segments().getLast(), Arrays.copyOf(line, cut), StandardOpenOption.APPEND);
                Files.write(torn.segments().getLast(), new byte[zeros], StandardOpenOption.APPEND);
                Report report = torn.verify();
                assertEquals(List.of(), report.faults());
                assertEquals(cut + zeros, report.tornBytes());
                torn.open().close();
                torn.assertWhole();
                assertEquals(whole.length, Files.size(torn.segments().getFirst()));
                assertTrue(torn.lines().getLast().contains("\"event\":\"torn-tail-cut\",\"bytes\":" + (cut + zeros)));
            }
        }
    }

    @Test
    void whatIsBehindTheEndAndNoEntryIsDamage() throws Exception {
        LedgerFixture fixture = fixture();
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "whole");
        }
        byte[] changed = LedgerFixture.line(2, "x");
        changed[20] ^= 1;
        byte[] another = LedgerFixture.line(3, "x");
        List<byte[]> endings =
                List.of(changed, another, Arrays.copyOf(another, 12), new byte[] {0, 0, 1}, new byte[] {'\n'});
        for (byte[] ending : endings) {
            LedgerFixture damaged = fixture.copy(folder.resolve("damaged-" + Arrays.hashCode(ending)));
            Files.write(damaged.segments().getLast(), ending, StandardOpenOption.APPEND);
            byte[] before = Files.readAllBytes(damaged.segments().getLast());
            assertFalse(damaged.verify().isWhole());
            assertTrue(damaged.tryOpen().isEmpty());
            assertEquals(
                    Arrays.toString(before),
                    Arrays.toString(Files.readAllBytes(damaged.segments().getLast())));
        }
    }

    @Test
    void aProcessThatDiedBeforeItsFirstEntryLeavesNothing() throws Exception {
        for (String left : List.of("", "{\"n\":%d,\"ti")) {
            LedgerFixture fixture = new LedgerFixture(Files.createTempDirectory(folder, "young"));
            Files.writeString(
                    fixture.folder.resolve(new SegmentName(0, SegmentName.Form.LINES).file()), left.formatted(0));
            fixture.open().close();
            fixture.assertWhole();
            Files.writeString(
                    fixture.folder.resolve(new SegmentName(1, SegmentName.Form.LINES).file()), left.formatted(1));
            fixture.open().close();
            fixture.assertWhole();
        }
    }

    @Test
    void aLedgerThatWasChangedUnderItsWriterIsNotGoneOnWith() throws Exception {
        LedgerFixture fixture = fixture();
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "written");
            byte[] bytes = Files.readAllBytes(fixture.segments().getFirst());
            bytes[bytes.length - 30] ^= 1;
            Files.write(fixture.segments().getFirst(), bytes);
            ledger.tend();
            assertFalse(ledger.isAble());
            ledger.tend();
            assertFalse(ledger.isAble());
        }
    }

    @Test
    void aThreadThatIsInterruptedWritesAllTheSame() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 300;
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "before");
            Thread.currentThread().interrupt();
            LedgerFixture.append(ledger, "interrupted");
            ledger.appendDurably(List.of(LedgerFixture.bytes("durable")));
            ledger.tend();
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            assertTrue(ledger.isAble());
            assertEquals(2, fixture.segments().size());
        }
        fixture.assertWhole();
        for (String text : List.of("before", "interrupted", "durable")) {
            assertEquals(1, fixture.count(text));
        }
        assertFalse(String.join("", fixture.lines()).contains("abandoned"));
    }

    @Test
    void interruptsAtAnyMomentLoseNothing() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 4_000;
        try (Ledger ledger = fixture.open()) {
            Thread writing = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    try {
                        LedgerFixture.append(ledger, "entry " + i);
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                    var _ = Thread.interrupted();
                }
            });
            while (writing.isAlive()) {
                writing.interrupt();
                ledger.tend();
            }
            assertTrue(ledger.isAble());
        }
        assertHas(2_000, fixture);
    }

    @Test
    void anEntryThatIsTooLongIsRefusedAndNothingElse() throws Exception {
        LedgerFixture fixture = fixture();
        int overhead = LedgerFixture.bytes("").length + EntryLine.roomBytes(0);
        String longest = "x".repeat(EntryLine.BYTES_MAX - overhead);
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, longest);
            ledger.tend();
            for (String text : List.of(longest + "y", "y".repeat(3 << 20))) {
                byte[] members = LedgerFixture.bytes(text);
                assertFalse(Ledger.fits(members.length));
                assertThrows(Ledger.TooLong.class, () -> ledger.append(List.of(members)));
                assertThrows(
                        Ledger.TooLong.class,
                        () -> ledger.appendDurably(List.of(LedgerFixture.bytes("beside"), members)));
            }
            assertTrue(ledger.isAble());
            LedgerFixture.append(ledger, "after");
            ledger.tend();
            assertTrue(ledger.isAble());
        }
        fixture.open().close();
        fixture.assertWhole();
        assertEquals(1, fixture.count(longest));
        assertEquals(0, fixture.count("beside"));
        assertEquals(1, fixture.count("after"));
    }

    @Test
    void aSecondClaimInOneProcessDoesNotFreeTheFirst() throws Exception {
        OwnLedger.Form form = new OwnLedger.Form("gateway", LedgerFixture.SIGNER, 1 << 20, Clock.systemUTC());
        try (OwnLedger first = OwnLedger.claim(folder, form);
                OwnLedger second = OwnLedger.claim(folder, form)) {
            assertNotEquals(first.folder(), second.folder());
            assertEquals("held", asOther(first.folder()));
        }
        assertEquals("free", asOther(folder.resolve("gateway-1")));
        OwnLedger again = OwnLedger.claim(folder, form);
        assertEquals(folder.resolve("gateway-1"), again.folder());
        again.close();
    }

    /** So many entries with a text, each once. */
    private static void assertHas(int entries, LedgerFixture fixture) throws IOException {
        fixture.assertWhole();
        assertEquals(
                entries,
                fixture.lines().stream()
                        .filter(line -> line.contains("text"))
                        .distinct()
                        .count());
    }

    /** How the lock of a ledger looks to another process. */
    private static String asOther(Path ledger) throws Exception {
        List<String> command = Java.command(LockProbe.class);
        command.add(ledger.toString());
        Process other = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A process that says whether the lock of a ledger is free. */
    static final class LockProbe {
        private LockProbe() {}

        /** Argument: the folder. */
        public static void main(String... arguments) throws IOException {
            try (FolderLock lock = FolderLock.of(Path.of(arguments[0]))) {
                System.out.print(lock == null ? "held" : "free");
            }
        }
    }
}
