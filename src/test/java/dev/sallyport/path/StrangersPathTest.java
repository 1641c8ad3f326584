package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is written of strangers, who are many. */
final class StrangersPathTest {
    private static final int TIMES = 25;

    @TempDir
    private Path audit;

    private List<JsonNode> entries(String request) throws IOException {
        try (FakeUpstream upstream = new FakeUpstream();
                FailurePathTest.Audited gateway =
                        new FailurePathTest.Audited(audit, FailurePathTest.before(upstream), Clock.systemUTC())) {
            for (int i = 0; i < TIMES; i++) {
                var _ = gateway.ask(request);
            }
        }
        return LedgerText.in(audit)
                .lines()
                .map(Mcp::json)
                .filter(entry -> entry.has("peer"))
                .toList();
    }

    private static List<JsonNode> of(List<JsonNode> entries, String event) {
        return entries.stream()
                .filter(entry -> entry.path("event").asString("").equals(event))
                .toList();
    }

    @Test
    void questionsBeforeRequestsAreWrittenTenTimesAMinuteAndThenCounted() throws IOException {
        List<JsonNode> entries = entries(Mcp.head("OPTIONS", "/mcp/up", "Origin: http://127.0.0.1:1") + "\r\n");
        assertEquals(11, entries.size(), entries.toString());
        String event = entries.getFirst().path("event").asString("");
        assertEquals(10, of(entries, event).size());
        JsonNode more = of(entries, event + "-more").getFirst();
        assertEquals(TIMES - 10, more.path("count").asInt());
        assertEquals("127.0.0.1", more.path("peer").asString(""));
    }

    @Test
    void refusalsLikewise() throws IOException {
        List<JsonNode> entries =
                entries(Mcp.head("GET", "/mcp/up", "Authorization: Bearer wrong-wrong-wrong") + "\r\n");
        assertEquals(10, of(entries, "denied").size());
        JsonNode more = of(entries, "denied-more").getFirst();
        assertEquals(TIMES - 10, more.path("count").asInt());
        assertTrue(more.path("reason").asString("").startsWith("token."), more.toString());
    }
}
