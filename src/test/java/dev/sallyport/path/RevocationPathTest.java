package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.Gateway;
import dev.sallyport.ServerState;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.selection.Selection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator, a logout or a revocation ends, and that it leaves nothing. */
final class RevocationPathTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";

    private final BlockingQueue<String> never = new LinkedBlockingQueue<>();

    private static String call(String more) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + more + META + "}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("1", "tools/call", params));
    }

    @Test
    void aSessionThatIsEndedEndsWhatRunsInItAndTheServersOwn() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream);
                RawClient stream = gateway.client();
                RawClient calling = gateway.client()) {
            upstream.on("GET", (_, wire) -> {
                wire.stream().event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
                never.take();
            });
            upstream.on("tools/call", (_, _) -> never.take());
            String session = gateway.session();
            stream.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n")
                    .head();
            stream.event();
            calling.send(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
            Await.until("the call", () -> upstream.received("tools/call").size() == 1);
            Session open = gateway.gateway.sessions().getFirst();
            assertEquals(
                    new Gateway.Ended(1, 2),
                    gateway.gateway.end(new Selection.OfSession(open.id()), Session.End.OPERATOR));
            assertEquals("", stream.event());
            RawClient.Answer refused = calling.read();
            assertEquals(403, refused.status());
            assertEquals("session.revoked", refused.reason());
            assertEquals("upstream-secret-1", upstream.only("DELETE").head().value("Mcp-Session-Id"));
            assertEquals(List.of("local operator"), gateway.recorder.sessionsEnded());
            assertEquals(Outcome.REVOKED, gateway.recorder.only("tools/call"));
            assertEquals(
                    404,
                    gateway.ask(Mcp.legacy(session, Mcp.legacyCall("2", "x"))).status());
        }
    }

    @Test
    void aPrincipalThatIsEndedLosesWhatIsKeptForItAtServers() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream)) {
            upstream.legacyOnly().on("tools/call", (_, wire) -> {
                wire.stream().event(Mcp.request("77", "elicitation/create", "{\"message\":\"?\"}"));
                never.take();
            });
            String said = gateway.ask(call("")).text().strip();
            JsonNode asked =
                    Mcp.json(said.substring(said.lastIndexOf("data: ") + 6)).path("result");
            assertEquals("input_required", asked.path("resultType").asString(), said);
            assertEquals(
                    0,
                    gateway.gateway
                            .end(new Selection.OfPrincipal("bob"), Session.End.OPERATOR)
                            .exchanges());
            assertEquals(0, upstream.received("DELETE").size());
            gateway.gateway.end(new Selection.OfPrincipal("local"), Session.End.REVOKED);
            Await.until("the end of the kept session", () -> !upstream.received("DELETE")
                    .isEmpty());
            String retry = "\"inputResponses\":{\"ask-1\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":\""
                    + asked.path("requestState").asString() + "\",";
            assertEquals("session.request-state", gateway.ask(call(retry)).reason());
        }
    }

    @Test
    void aChildThatIsOfOnePrincipalEndsWithIt() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.of(
                "servers: { up: { command: " + Children.command("echo") + ", isolation: principal } }")) {
            gateway.ask(Mcp.modernCall("1", "x"));
            Await.until("a child", () -> children(gateway) == 1);
            gateway.gateway.end(new Selection.OfSubject("", "local"), Session.End.REVOKED);
            Await.until("no child", () -> children(gateway) == 0);
        }
    }

    private static int children(GatewayFixture gateway) {
        return gateway.gateway.serverStates().values().stream()
                .mapToInt(ServerState::children)
                .sum();
    }

    @Test
    void aStreamOfTheNewerEraEndsToo() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream);
                RawClient listening = gateway.client()) {
            upstream.on("subscriptions/listen", (_, wire) -> {
                wire.stream().event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
                never.take();
            });
            String listen = Mcp.request("5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}"));
            listening
                    .send(Mcp.modern("/mcp/up", "subscriptions/listen", "", listen))
                    .head();
            listening.event();
            assertEquals(new Gateway.Ended(0, 1), gateway.gateway.end(new Selection.All(), Session.End.REVOKED));
            assertEquals("session.revoked", Mcp.reason(listening.message()));
            Await.until("nothing under way", () -> gateway.gateway.underway().isEmpty());
        }
    }
}
