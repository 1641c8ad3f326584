package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of callers that are suspicious, and how they are let go. */
final class SignalsCommandTest {
    @TempDir
    private Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void whoIsBlockedIsListedAndLetGo() throws Exception {
        String settings = "audit: { signals: { stands: 1h, denial-burst: { count: 3, then: block } } }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), settings)) {
            assertEquals("nobody is suspicious", run("signals", "list").out().strip());
            assertEquals(3, run("signals", "lift", "--principal", "local").code());
            assertEquals(0, run("signals", "lift", "--all").code());
            for (int i = 0; status(gateway, "wrong") == 401; i++) {
                assertTrue(i < 200, "a stranger who guesses is blocked");
                Thread.sleep(20);
            }
            assertEquals(403, status(gateway, "wrong"));
            JsonNode suspect = json(run("signals", "list", "--json").out())
                    .path("suspects")
                    .path(0);
            assertEquals("127.0.0.1", suspect.path("peer").asString());
            assertEquals("block", suspect.path("then").asString());
            String until = suspect.path("until").asString();
            assertEquals(
                    "address 127.0.0.1  blocked until " + until + "  denial-burst",
                    run("signals", "list").out().strip());
            SallyportProcess.Ended nobody = run("signals", "lift", "--principal", "local", "--json");
            assertEquals("no-signal", json(nobody.err()).path("error").asString());
            assertEquals(
                    "1 caller let go",
                    run("signals", "lift", "--address", "127.0.0.1").out().strip());
            assertEquals(401, status(gateway, "wrong"));
            assertTrue(run("signals", "list").out().startsWith("address 127.0.0.1  marked until "));
            assertEquals(3, run("signals", "lift", "--address", "127.0.0.1").code());
            assertEquals(2, run("signals", "lift", "--address", "").code());
            assertEquals(2, run("signals").code());
            assertEquals(2, run("signals", "lift").code());
            assertEquals(2, run("signals", "lift", "--all", "--address", "x").code());
            assertEquals(0, run("stop").code());
            String audit = LedgerText.in(home().resolve("audit"));
            assertTrue(audit.contains("\"method\":\"control/lift-signals\""), audit);
            assertTrue(
                    audit.contains("\"event\":\"signals-lifted\",\"signals\":\"denial-burst\",\"then\":\"block\","
                            + "\"peer\":\"127.0.0.1\",\"by\":"),
                    audit);
        }
    }

    private static int status(SallyportProcess gateway, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.post("{}"), (_, _) -> true)
                .setHeader("Authorization", "Bearer " + token)
                .build();
        return gateway.http()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private SallyportProcess.Ended run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--home", home().toString()));
        return SallyportProcess.here(line.toArray(String[]::new));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
