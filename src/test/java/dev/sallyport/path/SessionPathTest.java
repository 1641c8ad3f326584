package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Legacy sessions are ours: unguessable, bound to one server, and over when they are over. */
final class SessionPathTest {
    private FakeUpstream upstream;
    private FakeUpstream other;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        other = new FakeUpstream();
        gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url() + "' }, other: { url: '" + other.url()
                + "' } }\nsession: { idle: 1s, max: 5 }");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        other.close();
        upstream.close();
    }

    private RawClient.Answer call(String session) throws IOException {
        return gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
    }

    @Test
    void everySessionHasAnIdOfItsOwn() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            String id = gateway.session();
            assertTrue(id.matches("[A-Za-z0-9_-]{43}"), id);
            assertTrue(ids.add(id));
        }
        assertEquals(
                "session.too-many",
                gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).reason());
    }

    @Test
    void withoutASessionOrWithAWrongOneNothingReachesTheServer() throws Exception {
        RawClient.Answer missing = gateway.ask(Mcp.post("/mcp/up", Mcp.legacyCall("1", "x")));
        assertEquals(400, missing.status());
        assertEquals("session.missing", missing.reason());
        for (String id : List.of("unknown", "upstream-secret-1", "x".repeat(1000), "ä")) {
            RawClient.Answer unknown = call(id);
            assertEquals(404, unknown.status());
            assertEquals("session.unknown", unknown.reason());
        }
        assertEquals(0, upstream.received("tools/call").size());
    }

    @Test
    void aSessionOfOneServerIsUnknownAtAnother() throws Exception {
        String session = gateway.session();
        String body = Mcp.legacyCall("1", "x");
        assertEquals(
                404,
                gateway.ask(Mcp.post("/mcp/other", body, "Mcp-Session-Id: " + session))
                        .status());
        assertEquals(List.of(), other.received());
        assertEquals(200, call(session).status());
    }

    @Test
    void deleteEndsTheSessionOnBothSides() throws Exception {
        String session = gateway.session();
        String delete = Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n";
        assertEquals(204, gateway.ask(delete).status());
        assertEquals("upstream-secret-1", upstream.only("DELETE").head().value("Mcp-Session-Id"));
        assertEquals(404, call(session).status());
        assertEquals(404, gateway.ask(delete).status());
        assertEquals(0, gateway.gateway.sessionCount());
    }

    @Test
    void aSessionThatIsNotUsedExpiresOnBothSides() throws Exception {
        String session = gateway.session();
        Await.until("the end of the session", () -> gateway.gateway.sessionCount() == 0);
        Await.until("its end at the server", () -> upstream.received("DELETE").size() == 1);
        assertEquals(404, call(session).status());
    }

    @Test
    void aFailedHandshakeLeavesNoSession() throws Exception {
        // where the server speaks the newer era, the handshake is translated instead
        upstream.legacyOnly();
        List<FakeUpstream.Script> faults = List.of(
                (request, wire) -> wire.cut(),
                (request, wire) -> wire.status(500, "text/plain", "no"),
                (request, wire) -> wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                        + ",\"error\":{\"code\":-32000,\"message\":\"no\"}}"),
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"protocolVersion\":\"1999-01-01\"}")),
                (request, wire) -> wire.json(Mcp.result("77", FakeUpstream.INITIALIZED)));
        for (FakeUpstream.Script fault : faults) {
            upstream.on("initialize", fault);
            RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1")));
            assertEquals("", answer.head().value("Mcp-Session-Id"));
            assertEquals(0, gateway.gateway.sessionCount());
        }
    }

    @Test
    void aServerThatForgotTheSessionEndsItForTheClient() throws Exception {
        String session = gateway.session();
        upstream.on("tools/call", (request, wire) -> wire.status(404, "text/plain", "no such session"));
        RawClient.Answer answer = call(session);
        assertEquals(404, answer.status());
        assertEquals("upstream.session-lost", answer.reason());
        assertEquals(0, gateway.gateway.sessionCount());
    }

    @Test
    void aModernRequestIgnoresSessions() throws Exception {
        assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x", "Mcp-Session-Id: whatever"))));
        String get = Mcp.head("GET", "/mcp/up", "MCP-Protocol-Version: 2026-07-28") + "\r\n";
        RawClient.Answer answer = gateway.ask(get);
        assertEquals(405, answer.status());
        assertFalse(answer.head().value("Allow").isEmpty());
    }
}
