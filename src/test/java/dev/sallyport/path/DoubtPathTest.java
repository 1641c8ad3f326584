package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A local server of the older era that goes on with calls which were given up: what it asks for them reaches no other call. */
final class DoubtPathTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";
    private static final String INITIALIZE = Mcp.request(
            "1",
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},"
                    + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private GatewayFixture gateway(int timeoutMillis, String more) throws IOException {
        return GatewayFixture.of("servers: { up: { command: " + Children.command("goes-on-legacy", log()) + more
                + " } }\n" + "limits: { request-timeout: " + timeoutMillis + "ms }");
    }

    private static String modern(String text) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}," + META + "}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("1", "tools/call", params));
    }

    private static String session(GatewayFixture gateway) throws IOException {
        String session = gateway.ask(Mcp.post("/mcp/up", INITIALIZE)).head().value("Mcp-Session-Id");
        gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/initialized", "{}")));
        return session;
    }

    /** Sends {@code call} and leaves as soon as the child has it. */
    private void leave(GatewayFixture gateway, String call, String text) throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(call);
            Await.until("the call", () -> !Children.log(log(), text).isEmpty());
        }
    }

    private void isRefused(String text) throws InterruptedException {
        Await.until("the answer", () -> !Children.log(log(), "q " + text).isEmpty());
        String answer = Children.log(log(), "q " + text).getFirst();
        assertEquals(-32601, Mcp.json(answer).path("error").path("code").asInt(), answer);
    }

    private static void isAnswered(RawClient.Answer answer, String text) {
        assertEquals(text, OutcomePathTest.text(answer), answer.text());
    }

    @Test
    void aServerThatAnsweredALeftCallLateIsKnownToGoOn() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, "")) {
            isAnswered(gateway.ask(modern("first")), "first");
            leave(gateway, modern("hold 1.0 late"), "hold 1.0 late");
            Thread.sleep(1_500);
            leave(gateway, modern("ask 1.5 theirs"), "ask 1.5 theirs");
            Await.until(
                    "the cancellation",
                    () -> Children.log(log(), "notifications/cancelled").size() == 2);
            isAnswered(gateway.ask(modern("later")), "later");
            isAnswered(gateway.ask(modern("hold 2.0 mine")), "hold 2.0 mine");
            isRefused("ask 1.5 theirs");
        }
    }

    @Test
    void aCallThatTookTooLongMayAskOnAndOnAndNobodyIsAskedForIt() throws Exception {
        try (GatewayFixture gateway = gateway(2_000, "")) {
            isAnswered(gateway.ask(modern("first")), "first");
            assertEquals(
                    "upstream.timeout", gateway.ask(modern("ask 4.0 theirs")).reason());
            isAnswered(gateway.ask(modern("later")), "later");
            Thread.sleep(1_000);
            isAnswered(gateway.ask(modern("hold 1.5 mine")), "hold 1.5 mine");
            isRefused("ask 4.0 theirs");
        }
    }

    @Test
    void aServerOfWhichNothingIsKnownMayAskForACallThatFollowsALeftOne() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, "")) {
            isAnswered(gateway.ask(modern("first")), "first");
            leave(gateway, modern("hold 3.0 theirs"), "hold 3.0 theirs");
            Await.until("the cancellation", () -> !Children.log(log(), "notifications/cancelled")
                    .isEmpty());
            isAnswered(gateway.ask(modern("later")), "later");
            String asked = gateway.ask(modern("ask 0 mine")).text();
            assertTrue(asked.contains("input_required") && asked.contains("ask 0 mine"), asked);
        }
    }

    @Test
    void beforeALaterCallIsAnsweredALeftOneMayStillAsk() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, "")) {
            isAnswered(gateway.ask(modern("first")), "first");
            leave(gateway, modern("ask 1.0 theirs"), "ask 1.0 theirs");
            Await.until("the cancellation", () -> !Children.log(log(), "notifications/cancelled")
                    .isEmpty());
            isAnswered(gateway.ask(modern("hold 1.5 mine")), "hold 1.5 mine");
            isRefused("ask 1.0 theirs");
        }
    }

    @Test
    void aPingIsAnsweredWhateverRuns() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, "");
                RawClient other = gateway.client()) {
            isAnswered(gateway.ask(modern("first")), "first");
            other.send(modern("hold 2.0 theirs"));
            Await.until(
                    "the call", () -> !Children.log(log(), "hold 2.0 theirs").isEmpty());
            isAnswered(gateway.ask(modern("ping")), "ping");
            Await.until("the answer", () -> !Children.log(log(), "\"q ping\"").isEmpty());
            String answer = Children.log(log(), "\"q ping\"").getFirst();
            assertTrue(Mcp.json(answer).has("result"), answer);
        }
    }

    /** Its child is its own: what it asks late is a question to the same client, who can tell. */
    @Test
    void aClientWithAChildOfItsOwnIsAskedWhateverItLeft() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, "");
                RawClient client = gateway.client()) {
            String session = session(gateway);
            leave(gateway, Mcp.legacy(session, Mcp.legacyCall("2", "hold 3.0 left")), "hold 3.0 left");
            gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/cancelled", "{\"requestId\":2}")));
            client.send(Mcp.legacy(session, Mcp.legacyCall("3", "ask 0 mine"))).head();
            assertEquals(
                    "ask 0 mine",
                    client.message().path("params").path("message").asString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAChildOfAPrincipalAsksForACallWithoutItsClientReachesNoOther(boolean modern) throws Exception {
        try (GatewayFixture gateway = gateway(10_000, ", isolation: principal")) {
            String one = session(gateway);
            String two = session(gateway);
            leave(gateway, Mcp.legacy(one, Mcp.legacyCall("2", "ask 1.0 theirs")), "ask 1.0 theirs");
            RawClient.Answer answer = gateway.ask(
                    modern ? modern("hold 1.5 mine") : Mcp.legacy(two, Mcp.legacyCall("2", "hold 1.5 mine")));
            assertFalse(answer.text().contains("elicitation/create"), answer.text());
            isAnswered(answer, "hold 1.5 mine");
            isRefused("ask 1.0 theirs");
        }
    }

    @Test
    void aCallWithoutItsClientIsNotThoughtToRunForLongerThanOthersMay() throws Exception {
        try (GatewayFixture gateway = gateway(2_000, ", isolation: principal");
                RawClient client = gateway.client()) {
            String one = session(gateway);
            String two = session(gateway);
            leave(gateway, Mcp.legacy(one, Mcp.legacyCall("2", "hold 9.0 theirs")), "hold 9.0 theirs");
            Thread.sleep(2_500);
            client.send(Mcp.legacy(two, Mcp.legacyCall("2", "ask 0 mine"))).head();
            assertEquals(
                    "ask 0 mine",
                    client.message().path("params").path("message").asString());
        }
    }

    @Test
    void whatAChildOfAPrincipalAsksWhileSeveralSessionsCallReachesNone() throws Exception {
        try (GatewayFixture gateway = gateway(10_000, ", isolation: principal");
                RawClient stream = gateway.client();
                RawClient waiting = gateway.client()) {
            String one = session(gateway);
            String two = session(gateway);
            stream.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + two, "MCP-Protocol-Version: 2025-11-25")
                            + "\r\n")
                    .head();
            waiting.send(Mcp.legacy(two, Mcp.legacyCall("2", "hold 1.0 mine")));
            Await.until("the call", () -> !Children.log(log(), "hold 1.0 mine").isEmpty());
            isAnswered(gateway.ask(Mcp.legacy(one, Mcp.legacyCall("2", "ask 0 theirs"))), "ask 0 theirs");
            isRefused("ask 0 theirs");
            isAnswered(waiting.read(), "hold 1.0 mine");
            assertFalse(stream.isReadableWithin(200));
        }
    }
}
