package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Logged;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is put in place of a file of a ledger holds up whoever writes. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ForeignStartTest {
    private static final OwnLedger.Form FORM =
            new OwnLedger.Form("gateway", LedgerFixture.SIGNER, 250, Clock.systemUTC());

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void write() throws IOException {
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            folder = own.folder();
            for (int i = 0; i < 6; i++) {
                LedgerFixture.append(own.ledger(), "entry " + i);
                own.ledger().tend();
            }
        }
    }

    /** Puts something at a place. */
    @FunctionalInterface
    private interface Foreign {
        void put(Path at) throws Exception;
    }

    private static void pipe(Path at) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", at.toString()).start().waitFor());
    }

    private Map<String, Foreign> foreign() throws Exception {
        Path elsewhere = parent.resolve("elsewhere");
        pipe(elsewhere);
        Map<String, Foreign> all = new LinkedHashMap<>();
        all.put("a pipe", ForeignStartTest::pipe);
        all.put("a link to a pipe", at -> Files.createSymbolicLink(at, elsewhere));
        all.put("a link to nowhere", at -> Files.createSymbolicLink(at, parent.resolve("nowhere")));
        all.put("a link to itself", at -> Files.createSymbolicLink(at, at));
        all.put("a folder", at -> Files.createDirectories(at.resolve("full")));
        all.put("a socket", at -> ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(at))
                .close());
        return all;
    }

    private List<String> names() throws IOException {
        List<Path> segments = new LedgerFixture(folder).segments();
        return List.of(
                "checkpoint",
                "lock",
                "segment.tmp",
                "checkpoint.tmp",
                String.valueOf(segments.getFirst().getFileName()),
                String.valueOf(segments.getLast().getFileName()));
    }

    @Test
    void whateverIsInPlaceOfAFileIsDamageThatIsNamedAndAnotherLedgerBegins() throws Exception {
        Path aside = parent.resolve("aside");
        for (Map.Entry<String, Foreign> each : foreign().entrySet()) {
            for (String name : names()) {
                Path file = folder.resolve(name);
                boolean there = Files.exists(file);
                if (there) {
                    Files.move(file, aside);
                }
                each.getValue().put(file);
                String what = each.getKey() + " in place of " + name;
                try (Logged logged = new Logged("sallyport");
                        OwnLedger own = OwnLedger.claim(parent, FORM)) {
                    assertEquals("gateway-2", String.valueOf(own.folder().getFileName()), what);
                    assertEquals(
                            List.of("the ledger gateway-1 is damaged: " + name + " is no file"), logged.lines(), what);
                    SiblingLedgers siblings = new SiblingLedgers(own.folder(), LedgerFixture.SIGNER);
                    assertEquals(List.of(), siblings.look(), what);
                    assertEquals(Map.of("gateway-1", name + " is no file"), siblings.damaged(), what);
                }
                if (Files.isDirectory(file)) {
                    Files.delete(file.resolve("full"));
                }
                Files.delete(file);
                if (there) {
                    Files.move(aside, file);
                }
            }
        }
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            assertEquals(folder, own.folder(), "what was taken away again damages nothing");
        }
    }

    @Test
    void noLockIsWaitedForThatIsNoFile() throws Exception {
        pipe(folder.resolve("sent-siem.lock"));
        var refused = assertThrows(IOException.class, () -> FolderLock.of(folder, "sent-siem.lock"));
        assertEquals("sent-siem.lock is no file", refused.getMessage());
    }

    @Test
    void aLinkToAFileIsThatFile() throws Exception {
        Path segment = new LedgerFixture(folder).segments().getLast();
        Path kept = parent.resolve("kept");
        Files.move(segment, kept);
        Files.createSymbolicLink(segment, kept);
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            assertEquals(folder, own.folder());
        }
    }

    @Test
    void theOtherLedgersAreKeptAllTheSame() throws Exception {
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            Path other = parent.resolve("gateway-2");
            new LedgerFixture(folder).copy(other);
            for (String name : List.of("lock", "checkpoint")) {
                Path file = other.resolve(name);
                byte[] bytes = Files.readAllBytes(file);
                Files.delete(file);
                pipe(file);
                compress(own);
                Files.delete(file);
                Files.write(file, bytes);
            }
            assertTrue(
                    new LedgerFixture(folder).segments().getFirst().toString().endsWith(".gz"));
            assertTrue(new LedgerFixture(other).segments().getFirst().toString().endsWith(".jsonl"));
            compress(own);
            assertTrue(new LedgerFixture(other).segments().getFirst().toString().endsWith(".gz"));
        }
    }

    private void compress(OwnLedger own) throws IOException {
        Ageing.Rules rules = new Ageing.Rules(true, Duration.ofDays(90), 0);
        assertEquals(List.of(), new Ageing(parent, own.folder(), rules).age(Instant.now(), _ -> {}));
    }

    @Test
    void inPlaceOfTheFilesOfAHoldItIsAHoldThatNobodyEnds() throws Exception {
        for (String name : List.of("hold", "hold.lock")) {
            Files.deleteIfExists(parent.resolve(name));
            pipe(parent.resolve(name));
            assertEquals(name.equals("hold"), Hold.of(parent).isHeld());
            var refused = assertThrows(
                    IOException.class, () -> Hold.set(parent, false, Instant.now(), "somebody", "no reason"));
            assertEquals(name + " is no file", refused.getMessage());
            Files.delete(parent.resolve(name));
        }
    }

    @Test
    void theNameOfALedgerThatWasMovedAwayIsNoOthers() throws IOException {
        Files.move(folder, parent.resolveSibling("moved-" + parent.getFileName()));
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            assertEquals("gateway-2", own.folder().getFileName().toString());
            assertEquals(
                    LedgerFixture.SIGNER.name() + "/gateway-2", own.ledger().origin());
        }
    }
}
