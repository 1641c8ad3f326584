package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is old is told by the clock of each start, and one of these may have been wrong. */
final class AgeingClockTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration LONG = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private Path ledger = Path.of("");

    @BeforeEach
    void aStartOnEachDayOfTheLastWeek() throws IOException {
        ledger = Files.createDirectories(folder.resolve("gateway-1"));
        for (int days = 6; days > 0; days--) {
            starts(NOW.minus(Duration.ofDays(days)));
        }
    }

    private void starts(Instant when) throws IOException {
        try (Ledger opened = open(when)) {
            LedgerFixture.append(opened, "at " + when);
        }
    }

    private Ledger open(Instant when) throws IOException {
        return Ledger.open(new Ledger.Place(
                        new FolderDisk(ledger),
                        LedgerFixture.ORIGIN,
                        LedgerFixture.SIGNER,
                        1 << 20,
                        Clock.fixed(when, ZoneOffset.UTC)))
                .orElseThrow();
    }

    /** What is pruned in ten looks, a day after each other, from {@code from} on. */
    private List<Ageing.Pruned> looks(Instant from) throws IOException {
        starts(NOW);
        List<Ageing.Pruned> pruned = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pruned.addAll(new Ageing(folder, ledger, new Ageing.Rules(false, LONG, 0))
                    .age(from.plus(Duration.ofDays(i)), _ -> {}));
        }
        return pruned;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"})
    void aStartWithAWrongClockMakesNothingOld(String wrong) throws Exception {
        starts(Instant.parse(wrong));
        starts(Instant.parse(wrong).plusSeconds(60));
        assertEquals(List.of(), looks(NOW.plusSeconds(10)));
    }

    @Test
    void aStartWithAClockAheadKeepsNothingElseForEver() throws Exception {
        starts(Instant.parse("2099-01-01T00:00:00Z"));
        List<Ageing.Pruned> pruned = looks(NOW.plus(LONG).plusSeconds(10));
        // the segment of that start, and the one that ended when it began
        assertEquals(5, pruned.size(), pruned.toString());
        assertTrue(pruned.stream().allMatch(each -> each.why().equals("age")));
    }
}
