package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How clients of the older era hear of what is held, and of what was decided. */
final class ApprovalLegacyPathTest {
    @Test
    void olderClientsGetTheErrorOfTheirRevisionAndHearWhenItIsDecided() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, ApprovalPathTest.HOLDS);
                RawClient stream = gateway.client()) {
            upstream.on("GET", (_, wire) -> wire.stream());
            String session = session(gateway, "{\"elicitation\":{\"url\":{}}}");
            stream.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25")
                    + "\r\n");
            assertEquals(200, RawClient.status(stream.head()));
            JsonNode error = legacyCall(gateway, session).path("error");
            assertEquals(-32042, error.path("code").asInt());
            JsonNode elicitation = error.path("data").path("elicitations").path(0);
            assertEquals("url", elicitation.path("mode").asString());
            String name =
                    ApprovalPathTest.waiting(gateway).path(0).path("approval").asString();
            assertEquals(name, elicitation.path("elicitationId").asString());
            assertTrue(elicitation.path("url").asString().contains("/approve/"));
            ApprovalPathTest.approve(gateway, "session", 0);
            JsonNode told = stream.message();
            assertEquals(
                    "notifications/elicitation/complete", told.path("method").asString());
            assertEquals(name, told.path("params").path("elicitationId").asString());
            assertTrue(legacyCall(gateway, session).has("result"));
            assertTrue(legacyCall(gateway, session).has("result"));
            // another session of the same caller is asked about, and one that shows no pages hears why in words
            String other = session(gateway, "{}");
            assertEquals(
                    "access.held",
                    ApprovalPathTest.code(legacyCall(gateway, other).path("result")));
        }
    }

    private static String session(GatewayFixture gateway, String capabilities) throws Exception {
        String hello = Mcp.request(
                "\"i\"",
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
        String session = gateway.ask(Mcp.post("/mcp/up", hello)).head().value("Mcp-Session-Id");
        gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/initialized", "{}")));
        return session;
    }

    private static JsonNode legacyCall(GatewayFixture gateway, String session) throws Exception {
        return gateway.ask(Mcp.legacy(
                        session, Mcp.request("9", "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}")))
                .message();
    }
}
