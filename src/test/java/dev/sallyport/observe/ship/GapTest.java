package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is gone from a ledger before a sink had it. */
final class GapTest {
    @TempDir
    private Path parent = Path.of("");

    private ShipFixture written() throws IOException {
        ShipFixture fixture = new ShipFixture(parent);
        try (Ledger ledger = fixture.ledger()) {
            for (int i = 0; i < 20; i++) {
                ShipFixture.write(ledger, 50);
            }
        }
        return fixture;
    }

    /** How many entries that were. */
    private static long loseOldest(ShipFixture fixture) throws IOException {
        try (Stream<Path> files = Files.list(fixture.folder)) {
            Path oldest = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            long entries = Files.readAllLines(oldest).size();
            Files.delete(oldest);
            return entries;
        }
    }

    @Test
    void whatIsGoneBeforeItWasSentIsToldToTheSinkAndCounted() throws Exception {
        ShipFixture fixture = written();
        long lines = loseOldest(fixture);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Shipper shipper = fixture.ship("out", new ToStream(out))) {
            Received.await(
                    "sent",
                    () -> shipper.state().sent() > 400 && shipper.state().lagEntries() == 0);
            assertEquals(lines, shipper.state().missed());
        }
        Received received = new Received();
        out.toString(StandardCharsets.UTF_8).lines().forEach(received::add);
        JsonNode told = received.all().getFirst();
        assertEquals("not-sent", told.path("event").asString());
        assertEquals(0, told.path("first").asLong(-1));
        assertEquals(lines - 1, told.path("last").asLong());
    }

    @Test
    void whatIsGoneBesidesUntilTheSinkComesBackIsCountedToo() throws Exception {
        ShipFixture fixture = written();
        long first = loseOldest(fixture);
        try (Shipper shipper = fixture.ship("lake", new ToFile(Path.of("/dev/full")))) {
            Received.await("the first", () -> shipper.state().missed() == first);
            long both = first + loseOldest(fixture);
            Received.await("both", () -> shipper.state().missed() == both);
        }
    }
}
