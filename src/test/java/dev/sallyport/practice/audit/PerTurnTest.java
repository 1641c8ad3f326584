package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FaultyDisk.Operation;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.pipeline.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of one turn of a loop. */
final class PerTurnTest {
    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final Queue<Runnable> turn = new ArrayDeque<>();
    private final Exchange exchange = AuditEntriesTest.exchange(turn::add);
    private final List<String> told = new ArrayList<>();
    private final Owed owed = new Owed(clock);
    private FaultyDisk disk;
    private Ledger ledger;
    private PerTurn entries;

    @BeforeEach
    void open() throws IOException {
        disk = new FaultyDisk(new FolderDisk(Files.createDirectories(folder.resolve("gateway-1"))));
        NoteSigner signer = NoteSigner.fresh("sallyport.test", new SecureRandom());
        ledger = Ledger.open(new Ledger.Place(disk, "sallyport.test/1", signer, 1 << 20, clock))
                .orElseThrow();
        entries = new PerTurn(ledger, owed);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static byte[] entry(String event) {
        return EntryBytes.at(Instant.EPOCH).put("event", event).take();
    }

    private void end(String event) {
        entries.end(exchange, entry(event), was -> told.add(event + " " + was));
    }

    private void endTurn() {
        for (Runnable step = turn.poll(); step != null; step = turn.poll()) {
            step.run();
        }
    }

    @Test
    void whatEndsInOneTurnIsWrittenAtOnceAndBeforeAnybodyGoesOn() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        disk.plan((operation, _) -> {
            writes.addAndGet(operation == Operation.WRITE ? 1 : 0);
            assertEquals(List.of(), told);
            return -1;
        });
        end("first");
        end("second");
        end("third");
        assertEquals(0, writes.get());
        assertEquals(1, turn.size());
        endTurn();
        disk.plan((_, _) -> -1);
        assertEquals(1, writes.get());
        assertEquals(List.of("first true", "second true", "third true"), told);
        assertTrue(LedgerText.in(folder).matches("(?s).*first.*second.*third.*"));
    }

    @Test
    void whoGoesOnMayEndAnotherExchangeWhichIsWrittenAfterwards() throws Exception {
        entries.end(exchange, entry("first"), _ -> end("second"));
        endTurn();
        assertEquals(List.of("second true"), told);
        assertTrue(LedgerText.in(folder).matches("(?s).*first.*second.*"));
    }

    @Test
    void whatCannotBeWrittenIsOwedAndOneThatBreaksKeepsNobodyElseWaiting() {
        disk.plan((operation, _) -> operation == Operation.WRITE ? 0 : -1);
        entries.end(exchange, entry("first"), _ -> {
            throw new StackOverflowError("an answer that is too deep");
        });
        end("second");
        endTurn();
        assertEquals(List.of("second false"), told);
        assertEquals(2, owed.size());
        disk.plan((_, _) -> -1);
        owed.pay(ledger);
        assertEquals(0, owed.size());
    }

    @Test
    void aLoopThatHasStoppedWritesAtOnce() throws Exception {
        Exchange late = AuditEntriesTest.exchange(_ -> {
            throw new RejectedExecutionException("stopped");
        });
        entries.end(late, entry("late"), was -> told.add("late " + was));
        assertEquals(List.of("late true"), told);
        assertTrue(LedgerText.in(folder).contains("late"));
    }
}
