package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.OwnLedger;
import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends while nothing can be written, or while a mistake of this program keeps it from being written. */
final class OwedTest {
    private static final int ENTRIES_MAX = 4_096;

    private final Exchange refused = exchange();

    @TempDir
    private Path folder;

    private static Exchange exchange() {
        Exchange exchange = AuditEntriesTest.exchange(Runnable::run);
        exchange.identified(
                new Principal.User(new Principal.Key("https://idp.example", "ann", "")),
                Authentication.of(Authentication.Method.SIGNED_TOKEN));
        return exchange;
    }

    private AuditRecorder recorder(FaultyDisk disk, Durability durability) throws IOException {
        SecureRandom random = new SecureRandom();
        NoteSigner signer = NoteSigner.fresh("sallyport.test", random);
        Clock clock = Clock.systemUTC();
        Ledger ledger = Ledger.open(new Ledger.Place(disk, "sallyport.test/1", signer, 1 << 20, clock))
                .orElseThrow();
        AuditRecorder.Means means = new AuditRecorder.Means(signer, KeyedDigest.fresh(random), text -> text);
        return new AuditRecorder(new OwnLedger(folder, ledger, () -> {}), durability, means, clock);
    }

    private static void endsWhile(AuditRecorder recorder, Exchange exchange, int times) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(times);
        for (int i = 0; i < times; i++) {
            recorder.ended(exchange, written -> {
                assertFalse(written);
                told.countDown();
            });
        }
        told.await();
    }

    @Timeout(60)
    @ParameterizedTest
    @EnumSource
    void noNumberOfRefusalsPushesOutWhatWasSent(Durability durability) throws Exception {
        FaultyDisk disk = new FaultyDisk(new FolderDisk(Files.createDirectories(folder.resolve("gateway-1"))));
        try (AuditRecorder recorder = recorder(disk, durability)) {
            disk.plan((_, _) -> 0);
            endsWhile(recorder, refused, ENTRIES_MAX + 3);
            Exchange sent = exchange();
            sent.roundtrip().sent(1);
            endsWhile(recorder, sent, 2);
            disk.plan((_, _) -> -1);
            while (!recorder.isAble()) {
                Thread.sleep(5);
            }
        }
        String trail = LedgerText.in(folder);
        assertEquals(ENTRIES_MAX + 2, trail.split("\"exchange\":", -1).length - 1);
        assertTrue(trail.contains("\"event\":\"refusals-unrecorded\",\"count\":3"), "what was never sent is counted");
    }

    @Timeout(60)
    @ParameterizedTest
    @EnumSource
    void afterAMistakeTheRecorderIsAbleAgainAndEachHasOneEntry(Durability durability) throws Exception {
        FaultyDisk disk = new FaultyDisk(new FolderDisk(Files.createDirectories(folder.resolve("gateway-1"))));
        int ended = 0;
        try (AuditRecorder recorder = recorder(disk, durability)) {
            for (FaultyDisk.Operation moment : List.of(FaultyDisk.Operation.WRITE, FaultyDisk.Operation.FORCE)) {
                AtomicBoolean planted = new AtomicBoolean();
                disk.plan((operation, _) -> {
                    if (operation == moment && planted.compareAndSet(false, true)) {
                        throw new IllegalStateException("planted");
                    }
                    return -1;
                });
                recorder.ended(refused, _ -> {});
                ended++;
                while (!planted.get() || recorder.checkpoint().size() <= ended || !recorder.isAble()) {
                    Thread.sleep(5);
                }
            }
        }
        assertEquals(ended, LedgerText.in(folder).split("\"exchange\":", -1).length - 1);
    }
}
