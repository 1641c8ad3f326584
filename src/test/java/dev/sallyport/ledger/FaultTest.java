package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Logged;
import dev.sallyport.ledger.disk.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation on every file fails once, also by a mistake of this program, or for good from then on: what was acknowledged is there, once,
 * and the tree verifies.
 */
final class FaultTest {
    private static final int ENTRIES = 12;
    private static final int MISTAKE = -2;

    @TempDir
    private Path folder;

    private int ledgers;

    private LedgerFixture fixture() throws IOException {
        LedgerFixture fixture = new LedgerFixture(Files.createDirectory(folder.resolve("ledger-" + ledgers++)));
        fixture.segmentBytes = 400;
        return fixture;
    }

    /** Writes entries one after the other and in threes, tending between; those that were acknowledged. */
    private static List<String> write(Ledger ledger) {
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            String text = "e" + i + "!";
            try {
                LedgerFixture.append(ledger, text);
                acknowledged.add(text);
            } catch (IOException | IllegalStateException _) {
                // not acknowledged
            }
            if (i % 4 == 3) {
                durably(ledger, i, acknowledged);
            }
            if (i % 3 == 2) {
                ledger.tend();
            }
        }
        return acknowledged;
    }

    private static void durably(Ledger ledger, int round, List<String> acknowledged) {
        List<String> texts = List.of("d" + round + "a!", "d" + round + "b!", "d" + round + "c!");
        try {
            ledger.appendDurably(texts.stream().map(LedgerFixture::bytes).toList());
            acknowledged.addAll(texts);
        } catch (IOException | IllegalStateException _) {
            // not acknowledged
        }
    }

    private static void assertHolds(LedgerFixture fixture, List<String> acknowledged, String when) throws IOException {
        assertEquals(List.of(), fixture.verify().faults(), when);
        for (String text : acknowledged) {
            assertTrue(fixture.count(text) >= 1, when + ": " + text + " is lost");
        }
    }

    private int operations() throws IOException {
        LedgerFixture fixture = fixture();
        try (Ledger ledger = fixture.open()) {
            fixture.disk.plan((_, _) -> -1);
            write(ledger);
        }
        return fixture.disk.count();
    }

    private static int failing(int kept) {
        if (kept == MISTAKE) {
            throw new IllegalStateException("planted");
        }
        return kept;
    }

    @Test
    void aFaultAtAnyOperationLosesNothingThatWasAcknowledged() throws Exception {
        int operations = operations();
        assertTrue(operations > 30, "the test writes too little");
        for (int at = 0; at < operations; at++) {
            for (int kept : new int[] {0, 1, 40, MISTAKE}) {
                LedgerFixture fixture = fixture();
                int fatal = at;
                List<String> acknowledged;
                try (Ledger ledger = fixture.open()) {
                    fixture.disk.plan((_, number) -> number == fatal ? failing(kept) : -1);
                    acknowledged = write(ledger);
                    ledger.tend();
                    ledger.tend();
                    assertTrue(ledger.isAble(), "not able again after fault " + at);
                }
                assertHolds(fixture, acknowledged, "fault " + at + " after " + kept + " bytes");
                try (Ledger ledger = fixture.open()) {
                    LedgerFixture.append(ledger, "after");
                }
                assertHolds(fixture, acknowledged, "fault " + at + ", reopened");
            }
        }
    }

    @Test
    void aDiskThatIsFullFromSomeMomentOnAcknowledgesNothingMoreUntilThereIsRoom() throws Exception {
        int operations = operations();
        for (int at = 0; at < operations; at += 3) {
            LedgerFixture fixture = fixture();
            int full = at;
            List<String> acknowledged;
            try (Ledger ledger = fixture.open()) {
                fixture.disk.plan((_, number) -> number >= full ? 5 : -1);
                acknowledged = write(ledger);
                ledger.tend();
                assertFalse(ledger.isAble(), "able on a full disk");
                fixture.disk.plan((_, _) -> -1);
                ledger.tend();
                ledger.tend();
                assertTrue(ledger.isAble());
                LedgerFixture.append(ledger, "room");
            }
            assertHolds(fixture, acknowledged, "full from " + at);
            assertEquals(1, fixture.count("room"));
        }
    }

    @Test
    void thatItCannotBeWrittenIsLoggedWithItsPlaceAndThatItCanAgain() throws Exception {
        LedgerFixture fixture = fixture();
        try (Logged logged = new Logged("sallyport");
                Ledger ledger = fixture.open()) {
            fixture.disk.plan((_, _) -> 5);
            assertThrows(IOException.class, () -> LedgerFixture.append(ledger, "lost"));
            ledger.tend();
            fixture.disk.plan((_, _) -> -1);
            ledger.tend();
            ledger.tend();
            String where = "the ledger in " + fixture.disk.place();
            assertEquals(2, logged.lines().size(), logged.lines().toString());
            assertTrue(
                    logged.lines()
                            .getFirst()
                            .startsWith(where + " cannot be written, so nothing is sent to any server: "),
                    logged.lines().toString());
            assertTrue(
                    logged.lines()
                            .getFirst()
                            .endsWith(
                                    "; make room there, or give this user the right to write, which is noticed by itself"),
                    logged.lines().toString());
            assertEquals(where + " can be written again", logged.lines().getLast());
        }
    }

    @Test
    void aSegmentWhoseDiskFailedIsNeverWrittenAgain() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 1 << 20;
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "settled");
            ledger.tend();
            LedgerFixture.append(ledger, "unsettled");
            Path segment = fixture.segments().getFirst();
            long size = Files.size(segment);
            fixture.disk.plan((operation, number) -> operation == FaultyDisk.Operation.FORCE && number == 0 ? 0 : -1);
            ledger.tend();
            assertFalse(ledger.isAble());
            ledger.tend();
            assertTrue(ledger.isAble());
            LedgerFixture.append(ledger, "elsewhere");
            assertEquals(size, Files.size(segment));
        }
        fixture.assertWhole();
        assertEquals(2, fixture.segments().size());
        String second = Files.readString(fixture.segments().getLast());
        assertTrue(second.contains("\"abandoned\":{\"first\":0,\"bytes\":"));
        assertTrue(second.contains("\"text\":\"unsettled\"") && second.contains("\"text\":\"elsewhere\""));
    }

    @Test
    void howeverMuchWasWrittenWhileADiskHungItIsTakenOverInPieces() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 1 << 30;
        AtomicInteger writes = new AtomicInteger();
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < 40; i++) {
                LedgerFixture.append(ledger, i + "x".repeat(100_000));
            }
            fixture.disk.plan((operation, number) -> operation == FaultyDisk.Operation.FORCE && number == 0 ? 0 : -1);
            ledger.tend();
            fixture.disk.plan((operation, _) -> {
                writes.addAndGet(operation == FaultyDisk.Operation.WRITE ? 1 : 0);
                return -1;
            });
            ledger.tend();
            assertTrue(ledger.isAble());
        }
        assertTrue(writes.get() > 4, writes + " writes");
        fixture.assertWhole();
        for (int i = 0; i < 40; i++) {
            assertEquals(2, fixture.count(i + "x".repeat(100_000)), "where it was, and in the next one");
        }
    }

    @Test
    void whereverAProcessEndsWhileItLeavesABrokenSegmentNothingIsLost() throws Exception {
        for (int kept : new int[] {0, 40, 260}) {
            boolean ended = true;
            for (int at = 0; ended; at++) {
                LedgerFixture fixture = fixture();
                fixture.segmentBytes = 1 << 20;
                Ledger ledger = fixture.open();
                LedgerFixture.append(ledger, "settled");
                ledger.tend();
                LedgerFixture.append(ledger, "unsettled");
                LedgerFixture.append(ledger, "either");
                fixture.disk.plan((operation, _) -> operation == FaultyDisk.Operation.FORCE ? 0 : -1);
                ledger.tend();
                int end = at;
                fixture.disk.plan((_, number) -> number >= end ? kept : -1);
                ledger.tend();
                ended = !ledger.isAble();
                LedgerFixture left = fixture.copy(folder.resolve("left-" + ledgers++));
                ledger.close();
                left.open().close();
                left.assertWhole();
                String counted = counted(left);
                for (String text : List.of("settled", "unsettled", "either")) {
                    assertTrue(counted.contains('"' + text + '"'), text + " is lost at operation " + at);
                }
            }
        }
    }

    @Test
    void whileNoFileCanBeMadeTheLedgerIsNotAbleAndSaysSoOnce() throws Exception {
        for (FaultyDisk.Operation missing : List.of(FaultyDisk.Operation.OPEN, FaultyDisk.Operation.REPLACE)) {
            LedgerFixture fixture = fixture();
            try (Ledger ledger = fixture.open()) {
                for (int i = 0; i < 6; i++) {
                    LedgerFixture.append(ledger, "entry " + i);
                }
                fixture.disk.plan((operation, _) -> operation == missing ? 0 : -1);
                for (int i = 0; i < 20; i++) {
                    ledger.tend();
                    assertFalse(ledger.isAble(), missing + ", tick " + i);
                }
                fixture.disk.plan((_, _) -> -1);
                ledger.tend();
                assertTrue(ledger.isAble());
            }
            fixture.assertWhole();
            assertEquals(
                    1,
                    fixture.lines().stream()
                            .filter(line -> line.contains("writable-again"))
                            .count());
        }
    }

    @Test
    void aRotationBesideADurableEntryIsNoFault() throws Exception {
        LedgerFixture fixture = fixture();
        fixture.segmentBytes = 200;
        try (Ledger ledger = fixture.open()) {
            Thread[] rotating = {new Thread()};
            fixture.disk.plan((operation, _) -> {
                if (operation == FaultyDisk.Operation.FORCE && rotating[0].getState() == Thread.State.NEW) {
                    rotating[0] = Thread.ofPlatform().start(ledger::tend);
                    join(rotating[0], 300);
                }
                return -1;
            });
            ledger.appendDurably(List.of(LedgerFixture.bytes("one"), LedgerFixture.bytes("two")));
            join(rotating[0], 60_000);
            assertTrue(ledger.isAble());
            assertEquals(2, fixture.segments().size());
        }
        fixture.assertWhole();
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void durableEntriesOfManyThreadsAndRotationsDoNotFailEachOther() throws Exception {
        LedgerFixture fixture = fixture();
        AtomicInteger failed = new AtomicInteger();
        try (Ledger ledger = fixture.open()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 60; i++) {
                        try {
                            ledger.appendDurably(List.of(LedgerFixture.bytes("durable")));
                        } catch (IOException _) {
                            failed.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    ledger.tend();
                }
            }
            assertTrue(ledger.isAble());
        }
        assertEquals(0, failed.get());
        assertEquals(180, fixture.count("durable"));
        fixture.assertWhole();
    }

    /** The entries that count: what a broken segment has behind its end does not. */
    private static String counted(LedgerFixture fixture) throws IOException {
        StringBuilder counted = new StringBuilder();
        new LedgerFolder(fixture.folder).read(Instant.MIN, (bytes, from, to) -> {
            counted.append(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return true;
        });
        return counted.toString();
    }
}
