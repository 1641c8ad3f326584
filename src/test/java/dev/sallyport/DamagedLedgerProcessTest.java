package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.ship.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A ledger that somebody changed, as operators and receivers hear of it. */
final class DamagedLedgerProcessTest {
    private static final String SECRET = "refunded";

    @TempDir
    private Path folder = Path.of("");

    private SallyportProcess.Ended run(Path home, String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = home.toString();
        return SallyportProcess.here(all);
    }

    @Test
    void aDamagedLedgerIsSaidEverywhere() throws Exception {
        Path home = PermissiveHome.in(folder);
        Path lake = folder.resolve("lake.jsonl");
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), BodyHandlers.ofString());
            gateway.signal("TERM");
            gateway.ended();
        }
        Path segment = home.resolve("audit/gateway-1/0000000000000000.jsonl");
        Files.writeString(
                segment, Files.readString(segment).replace("\"event\":\"answered\"", "\"event\":\"" + SECRET + "\""));
        // whoever began to send it, did not come far
        Files.writeString(home.resolve("audit/gateway-1/sent-lake"), "");
        try (SallyportProcess gateway =
                SallyportProcess.gateway(folder, home, "sinks: { lake: { file: " + lake + " } }\n")) {
            Received.await("an entry at the sink", () -> text(lake).contains("\"event\":\"damaged\""));
            Received.await("what it lacks", () -> text(lake).contains("\"event\":\"not-sent\""));
            assertTrue(text(lake).contains("/gateway-1\",\"first\":0}"), text(lake));
            JsonNode status = JsonMapper.shared()
                    .readTree(run(home, "status", "--json").out())
                    .at("/gateways/0");
            assertTrue(status.at("/ledger/damaged/gateway-1").asString("").startsWith("0000000000000000.jsonl, byte "));
            assertTrue(status.at("/sinks/lake/missed").asInt() > 0, status.toString());
            assertTrue(run(home, "status").out().contains("ledger gateway-1  damaged"));
            assertTrue(run(home, "doctor").out().contains("the ledger gateway-1 beside its own is damaged"));
            assertEquals(4, run(home, "audit", "verify").code());
            String metrics = gateway.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            status.path("observability").asString() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertTrue(metrics.contains("\nsallyport_ledgers_damaged 1\n"), metrics);
            assertTrue(metrics.contains("sallyport_sink_missed_total{sink=\"lake\"} "), metrics);
            assertFalse(metrics.contains("sallyport_sink_missed_total{sink=\"lake\"} 0"), metrics);
            assertTrue(gateway.err().contains("the ledger gateway-1 is damaged"), gateway.err());
            assertTrue(
                    gateway.err()
                            .contains("of the damaged ledger gateway-1 the sink lake gets nothing from entry 0 on, "),
                    gateway.err());
            gateway.signal("TERM");
            gateway.ended();
        }
        assertTrue(!text(lake).contains(SECRET), "nothing of it is sent");
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
