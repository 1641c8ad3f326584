package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look at the ledgers beside one's own is in nobody's way. */
@Timeout(60)
final class SiblingLedgersTest {
    private static final OwnLedger.Form FORM =
            new OwnLedger.Form("wrap", LedgerFixture.SIGNER, 1 << 30, Clock.systemUTC());
    private static final int ENTRIES = 40;

    @TempDir
    private Path parent = Path.of("");

    private Path left = Path.of("");
    private SiblingLedgers siblings = new SiblingLedgers(left, LedgerFixture.SIGNER);

    @BeforeEach
    void write() throws IOException {
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            left = own.folder();
            for (int i = 0; i < ENTRIES; i++) {
                LedgerFixture.append(own.ledger(), "x".repeat(1_000_000));
            }
        }
        siblings = new SiblingLedgers(parent.resolve("gateway-1"), LedgerFixture.SIGNER);
    }

    /** Begins to look; returns when it has seen that nobody writes, and reads. */
    private FutureTask<List<LedgerFolder>> looking() {
        FutureTask<List<LedgerFolder>> looking = new FutureTask<>(siblings::look);
        Thread looks = Thread.ofPlatform().start(looking);
        while (!looking.isDone() && !isReading(looks)) {
            Thread.onSpinWait();
        }
        return looking;
    }

    private static boolean isReading(Thread looks) {
        return Arrays.stream(looks.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Recovery.class.getName())
                        && frame.getMethodName().equals("look"));
    }

    @Test
    void whoStartsMeanwhileTakesTheLedgerThatIsLookedAt() throws Exception {
        FutureTask<List<LedgerFolder>> looking = looking();
        assertFalse(looking.isDone());
        try (OwnLedger own = OwnLedger.claim(parent, FORM)) {
            assertEquals(left, own.folder());
            var _ = looking.get();
            assertEquals(List.of(), siblings.look(), "it is written");
            assertEquals(Map.of(), siblings.damaged());
        }
        assertEquals(List.of(new LedgerFolder(left)), siblings.look());
    }

    @Test
    void whoEndsWaitsForOneLedgerAtMost() throws Exception {
        var _ = new LedgerFixture(left).copy(parent.resolve("wrap-2"));
        FutureTask<List<LedgerFolder>> looking = looking();
        siblings.stop();
        assertEquals(List.of(new LedgerFolder(left)), looking.get());
        assertEquals(Map.of(), siblings.damaged());
        assertEquals(List.of(), siblings.look());
        siblings = new SiblingLedgers(siblings.own(), LedgerFixture.SIGNER);
        var _ = siblings.look();
        assertEquals(Set.of("wrap-2"), siblings.damaged().keySet());
    }

    @Test
    void whatChangesUnderTheLookIsLookedAtTheNextTime() throws Exception {
        FutureTask<List<LedgerFolder>> looking = looking();
        for (long seconds = 1; !looking.isDone(); seconds++) {
            Files.setLastModifiedTime(left.resolve(Recovery.CHECKPOINT), FileTime.from(seconds, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), looking.get());
        assertEquals(Map.of(), siblings.damaged());
        assertEquals(List.of(new LedgerFolder(left)), siblings.look());
    }
}
