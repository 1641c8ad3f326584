package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of the sessions of a running gateway, and how they end. */
final class SessionsCommandTest {
    @TempDir
    private Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void sessionsAreListedAndEndedAtOnce() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), "")) {
            gateway.initialize();
            var running = gateway.http().sendAsync(gateway.sleep(60_000), HttpResponse.BodyHandlers.ofString());
            awaitText(gateway, "sleeps for 60000");
            JsonNode open = json(run("sessions", "list", "--json").out());
            JsonNode session = open.path("sessions").path(0);
            String name = session.path("session").asString();
            assertEquals("local", session.path("principal").asString());
            assertEquals(1, session.path("requests").asInt());
            assertEquals(
                    "tools/call", open.path("underway").path(0).path("method").asString(), open.toString());
            assertTrue(run("sessions", "list").out().contains("session " + name + "  local"));
            assertEquals(
                    "no-session",
                    json(run("sessions", "end", "--principal", "nobody", "--json")
                                    .err())
                            .path("error")
                            .asString());
            assertEquals(2, run("sessions").code());
            assertEquals(2, run("sessions", "end").code());
            assertEquals(2, run("sessions", "end", "--session", "short").code());
            assertEquals(2, run("sessions", "end", "--all", "--client", "x").code());
            long began = System.nanoTime();
            SallyportProcess.Ended ended = run("sessions", "end", "--session", name.substring(0, 8), "--json");
            assertEquals(0, ended.code(), ended.err());
            assertEquals("{\"sessions\":1,\"exchanges\":1}", ended.out().strip());
            assertTrue(running.get(10, TimeUnit.SECONDS).body().contains("session.revoked"));
            assertTrue(System.nanoTime() - began < 10_000_000_000L);
            assertEquals(
                    404,
                    gateway.http()
                            .send(gateway.sleep(0), HttpResponse.BodyHandlers.ofString())
                            .statusCode());
            assertEquals(3, run("sessions", "end", "--session", name).code());
            gateway.initialize();
            assertEquals(0, run("sessions", "end", "--all").code());
            assertEquals(
                    0,
                    json(run("sessions", "list", "--json").out())
                            .path("sessions")
                            .size());
            assertEquals("nothing is open", run("sessions", "list").out().strip());
            assertEquals(0, run("sessions", "end", "--all").code());
            assertEquals(0, run("stop").code());
            String audit = audit();
            assertTrue(audit.contains("\"method\":\"control/end-sessions\""), audit);
            assertTrue(audit.contains("\"session\":\"" + name.substring(0, 8) + "\",\"why\":\"operator\""), audit);
            assertTrue(audit.contains("\"event\":\"revoked\""), audit);
        }
    }

    private SallyportProcess.Ended run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--home", home().toString()));
        return SallyportProcess.here(line.toArray(String[]::new));
    }

    private static void awaitText(SallyportProcess gateway, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!gateway.err().contains(text)) {
            assertTrue(System.nanoTime() < end, "it does not come about");
            Thread.sleep(50);
        }
    }

    private String audit() throws IOException {
        return LedgerText.in(home().resolve("audit"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
