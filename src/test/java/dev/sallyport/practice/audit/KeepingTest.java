package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Hold;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.audit.signal.SignalSettings;
import dev.sallyport.practice.token.redact.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running recorder keeps its ledgers as the settings say, and tells of it. */
final class KeepingTest {
    private static final AuditSettings SETTINGS = new AuditSettings(
            Durability.PROCESS,
            Duration.ofDays(1),
            ByteSize.ofMebibytes(0),
            true,
            ByteSize.ofMebibytes(1),
            List.of(),
            SignalSettings.DEFAULT);

    @TempDir
    private Path folder;

    private AuditRecorder open(Clock clock) throws IOException {
        NoteSigner signer =
                NoteSigner.of(Files.readString(folder.resolve("key"))).orElseThrow();
        return AuditRecorder.open(
                Files.createDirectories(folder.resolve("audit")),
                "gateway",
                new AuditRecorder.Means(signer, KeyedDigest.fresh(new SecureRandom()), Redaction::clean),
                SETTINGS,
                clock);
    }

    /** Runs until the ledger tells of {@code event}. */
    private void runs(Clock clock, String event) throws Exception {
        try (AuditRecorder recorder = open(clock)) {
            while (!LedgerText.in(folder.resolve("audit")).contains("\"event\":\"" + event + "\"")) {
                Thread.sleep(20);
            }
            assertTrue(recorder.isAble());
        }
    }

    @Test
    @Timeout(60)
    void whatIsTooOldIsPrunedUnlessItIsHeldAndBothIsTold() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = folder.resolve("audit");
        open(Clock.systemUTC()).close();
        Hold.set(audit, true, Instant.now(), "me", "case 7");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));
        runs(later, "held");
        assertEquals(0, hashes());
        Hold.set(audit, false, Instant.now(), "me", "closed");
        runs(later, "released");
        runs(Clock.offset(Clock.systemUTC(), Duration.ofDays(6)), "pruned");
        assertTrue(hashes() > 0);
        String told = LedgerText.in(audit);
        assertTrue(told.contains("\"by\":\"me\",\"reason\":\"closed\""), told);
        assertTrue(told.contains("\"ledger\":\"gateway-1\",\"first\":0,"), told);
    }

    @Test
    @Timeout(60)
    void everyHoldAndReleaseIsToldOnceHoweverShortItWas() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = Files.createDirectories(folder.resolve("audit"));
        for (String reason : List.of("one", "two")) {
            Hold.set(audit, true, Instant.now(), "me", reason);
            Hold.set(audit, false, Instant.now(), "me", "end of " + reason);
        }
        runs(Clock.systemUTC(), "released");
        String told = LedgerText.in(audit);
        for (String reason : List.of("one", "end of one", "two", "end of two")) {
            assertEquals(2, told.split("\"reason\":\"" + reason + "\"", -1).length, told);
        }
        assertFalse(told.contains("holds-changed"), told);
        open(Clock.offset(Clock.systemUTC(), Duration.ofDays(3))).close();
        runs(Clock.offset(Clock.systemUTC(), Duration.ofDays(6)), "pruned");
        assertFalse(LedgerText.in(audit).contains("\"event\":\"held\""), "it is told again");
    }

    @Test
    @Timeout(60)
    void whoChangesWhatWasSaidOfHoldsIsTold() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = Files.createDirectories(folder.resolve("audit"));
        Hold.set(audit, true, Instant.now(), "me", "case 7");
        runs(Clock.systemUTC(), "held");
        Files.delete(audit.resolve("hold"));
        runs(Clock.systemUTC(), "holds-changed");
        Hold.set(audit, false, Instant.now(), "you", "there never was one");
        runs(Clock.systemUTC(), "released");
        assertEquals(2, LedgerText.in(audit).split("holds-changed", -1).length);
    }

    @Test
    @Timeout(60)
    void aDamagedLedgerIsToldOnceInTheOneThatIsWritten() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = folder.resolve("audit");
        open(Clock.systemUTC()).close();
        open(Clock.systemUTC()).close();
        Path last;
        try (var files = Files.list(audit.resolve("gateway-1"))) {
            last = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()
                    .getLast();
        }
        String text = Files.readString(last);
        Files.writeString(last, text.replaceFirst("\"event\":\"segment\"", "\"event\":\"sEgment\""));
        try (AuditRecorder recorder = open(Clock.systemUTC())) {
            while (recorder.siblings().damaged().isEmpty()) {
                Thread.sleep(20);
            }
            assertEquals(
                    "{gateway-1=" + last.getFileName() + ", byte 0}",
                    recorder.siblings().damaged().toString());
            Thread.sleep(100);
            assertEquals("gateway-2", String.valueOf(recorder.folder().getFileName()));
        }
        String told = LedgerText.in(audit);
        assertEquals(2, told.split("\"event\":\"damaged\"", -1).length, told);
        assertTrue(told.contains("\"event\":\"damaged\",\"ledger\":\"gateway-1\",\"where\":\""), told);
        assertTrue(text.length() == Files.readString(last).length(), "it stays as it is");
    }

    @Test
    @Timeout(60)
    void holdsOfWhichNothingCanBeToldKeepNothingElseFromBeingDone() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = folder.resolve("audit");
        open(Clock.systemUTC()).close();
        open(Clock.systemUTC()).close();
        Hold.set(audit, true, Instant.now(), "me", "case 7");
        Files.delete(audit.resolve("hold.lock"));
        Files.createDirectory(audit.resolve("hold.lock"));
        try (AuditRecorder recorder = open(Clock.systemUTC())) {
            while (files(".gz") == 0) {
                Thread.sleep(20);
            }
            assertTrue(recorder.isAble());
        }
        assertFalse(LedgerText.in(audit).contains("\"event\":\"held\""));
    }

    @Test
    @Timeout(60)
    void aMistakeInOneStepKeepsNothingElseFromBeingDone() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = folder.resolve("audit");
        open(Clock.systemUTC()).close();
        open(Clock.systemUTC()).close();
        Hold.set(audit, true, Instant.now(), "me", "case 7");
        AtomicBoolean planted = new AtomicBoolean();
        InstantSource source = () -> {
            if (Thread.currentThread().getName().equals("sallyport-ageing") && planted.compareAndSet(false, true)) {
                throw new IllegalStateException("planted");
            }
            return Instant.now();
        };
        try (AuditRecorder recorder = open(source.withZone(ZoneOffset.UTC))) {
            while (files(".gz") == 0) {
                Thread.sleep(20);
            }
            assertTrue(planted.get());
            assertTrue(recorder.isAble());
        }
    }

    @Test
    @Timeout(60)
    void aClockThatJumpsAheadMakesNothingOld() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        open(Clock.systemUTC()).close();
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource source = () -> Instant.now().plus(ahead.get());
        try (AuditRecorder _ = open(source.withZone(ZoneOffset.UTC))) {
            ahead.set(Duration.ofDays(400));
            while (files(".gz") + hashes() == 0) {
                Thread.sleep(20);
            }
        }
        assertEquals(0, hashes());
    }

    @Test
    void whoeverEndsAtOnceLooksAtNothing() throws Exception {
        Files.writeString(
                folder.resolve("key"),
                NoteSigner.fresh("sallyport.test/1", new SecureRandom()).text());
        Path audit = folder.resolve("audit");
        open(Clock.systemUTC()).close();
        Files.writeString(audit.resolve("gateway-1/checkpoint"), "not signed");
        AuditRecorder recorder = open(Clock.systemUTC());
        Thread.sleep(200);
        recorder.close();
        assertTrue(recorder.siblings().damaged().isEmpty());
        assertFalse(LedgerText.in(audit).contains("\"event\":\"damaged\""));
    }

    private long hashes() throws IOException {
        return files(".hashes");
    }

    private long files(String suffix) throws IOException {
        try (var files = Files.list(folder.resolve("audit/gateway-1"))) {
            return files.filter(file -> file.toString().endsWith(suffix)).count();
        }
    }
}
