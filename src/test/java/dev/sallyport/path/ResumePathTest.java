package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A legacy client of a local server that loses its stream and comes back for the answer. */
final class ResumePathTest {
    private static final long BEFORE_THE_ANSWER_MILLIS = 0;
    private static final long AFTER_THE_ANSWER_MILLIS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void theAnswerComesOnTheResumedStreamWithTheClientsOwnId() throws Exception {
        for (long away : new long[] {BEFORE_THE_ANSWER_MILLIS, AFTER_THE_ANSWER_MILLIS}) {
            JsonNode answer = Mcp.json(resumed("good", away));
            assertEquals("mine", answer.path("id").asString());
            assertEquals(
                    1, answer.path("result").path("structuredContent").path("n").asInt());
        }
    }

    @Test
    void aResultOnTheResumedStreamIsJudgedLikeAnyOther() throws Exception {
        for (long away : new long[] {BEFORE_THE_ANSWER_MILLIS, AFTER_THE_ANSWER_MILLIS}) {
            assertFalse(resumed("bad", away).contains("evil"));
        }
    }

    @Test
    void nobodyResumesTheStreamOfAnotherSessionOfTheSameChild() throws Exception {
        for (String isolation : new String[] {"principal", "shared"}) {
            for (long away : new long[] {BEFORE_THE_ANSWER_MILLIS, AFTER_THE_ANSWER_MILLIS}) {
                try (GatewayFixture gateway = gateway(", isolation: " + isolation)) {
                    String event = leaveAfterFirstEvent(gateway, gateway.session(), "good");
                    Thread.sleep(away);
                    RawClient.Answer heard = gateway.ask(resume(gateway.session(), event));
                    assertEquals(400, heard.status(), isolation);
                    assertEquals("validation.event-id", heard.reason());
                }
            }
        }
    }

    /** What a client hears that leaves after the first event and comes back {@code awayMillis} later. */
    private String resumed(String text, long awayMillis) throws Exception {
        try (GatewayFixture gateway = gateway("")) {
            String session = gateway.session();
            String event = leaveAfterFirstEvent(gateway, session, text);
            Thread.sleep(awayMillis);
            return comeBack(gateway, session, event);
        }
    }

    private GatewayFixture gateway(String more) throws Exception {
        Path log = folder.resolve("log");
        return GatewayFixture.of("servers: { up: { command: " + Children.command("slow", log) + more + " } }");
    }

    private static String leaveAfterFirstEvent(GatewayFixture gateway, String session, String text) throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(
                            session,
                            "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"tools/call\",\"params\":"
                                    + "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text
                                    + "\"},\"_meta\":{\"progressToken\":\"p\"}}}"))
                    .head();
            assertTrue(client.event().contains("notifications/progress"));
            return client.lastId();
        }
    }

    private static String comeBack(GatewayFixture gateway, String session, String event) throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(resume(session, event)).head();
            return client.event();
        }
    }

    private static String resume(String session, String event) {
        return Mcp.head(
                        "GET",
                        "/mcp/up",
                        "Accept: text/event-stream",
                        "Mcp-Session-Id: " + session,
                        "MCP-Protocol-Version: 2025-11-25",
                        "Last-Event-ID: " + event)
                + "\r\n";
    }
}
