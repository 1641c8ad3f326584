package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.pipeline.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the one writer of strict durability from writing on. */
final class GroupedTest {
    @TempDir
    private Path folder;

    private static EntryBytes entry(String event) {
        return EntryBytes.at(Instant.EPOCH).put("event", event);
    }

    @Test
    void neitherALoopThatTakesNothingNorAnEntryWithoutFormStopsTheWriter() throws Exception {
        Clock clock = Clock.systemUTC();
        NoteSigner signer = NoteSigner.fresh("sallyport.test", new SecureRandom());
        try (Ledger ledger = ledger(signer, clock)) {
            Grouped grouped = new Grouped(ledger, new Owed(clock));
            Exchange stopping = AuditEntriesTest.exchange(_ -> {
                throw new RejectedExecutionException("stopping");
            });
            Exchange sound = AuditEntriesTest.exchange(Runnable::run);
            grouped.end(stopping, entry("first").take(), _ -> {});
            CompletableFuture<Boolean> second = new CompletableFuture<>();
            grouped.end(sound, entry("second").put("name", "\ud83d").take(), second::complete);
            assertTrue(second.get(10, TimeUnit.SECONDS));
            CompletableFuture<Boolean> huge = new CompletableFuture<>();
            grouped.end(sound, entry("huge").put("name", "x".repeat(1 << 20)).take(), huge::complete);
            assertTrue(huge.get(10, TimeUnit.SECONDS));
            CompletableFuture<Boolean> third = new CompletableFuture<>();
            grouped.end(sound, entry("third").take(), third::complete);
            assertTrue(third.get(10, TimeUnit.SECONDS));
            assertTrue(grouped.isAble());
            grouped.close();
        }
        assertEquals(
                4,
                LedgerText.in(folder)
                        .lines()
                        .filter(line -> line.matches(".*\"(first|second|huge|third)\".*"))
                        .count());
        assertTrue(LedgerText.in(folder).contains("\"incomplete\":true"));
    }

    private Ledger ledger(NoteSigner signer, Clock clock) throws IOException {
        return Ledger.open(new Ledger.Place(
                        new FolderDisk(Files.createDirectories(folder.resolve("gateway-1"))),
                        "sallyport.test/1",
                        signer,
                        1 << 20,
                        clock))
                .orElseThrow();
    }
}
