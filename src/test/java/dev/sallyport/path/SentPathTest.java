package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Invariants 1 and 6: what was judged is what is sent, and a token never crosses. */
final class SentPathTest {
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url()
                + "', headers: { X-Api-Key: '${KEY}', Authorization: 'Bearer ${KEY}' } } }");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void theBytesAtTheServerAreOurOwnEncodingOfTheJudgedMessage() throws Exception {
        String body = "{ \"jsonrpc\" : \"2.0\",\n\t\"id\":\"mine\", \"method\":\"tools\\/call\", \"params\":"
                + Mcp.modernParams(
                        "\"name\":\"echo\",\"arguments\":{\"text\":\"\\u0041\\u00e9\", \"z\":1.50 ,\"a\":[ ] }")
                + ",\"extra\":{\"b\":null}}";
        assertEquals(
                200,
                gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body)).status());
        String sent = upstream.only("tools/call").text();
        assertFalse(sent.contains("\n") || sent.contains(": ") || sent.contains("\\u"), sent);
        assertTrue(sent.contains("\"text\":\"Aé\",\"z\":1.50,\"a\":[]"), sent);
        ObjectNode expected = (ObjectNode) Mcp.json(body);
        expected.set("id", Mcp.json(sent).path("id"));
        assertEquals(expected, Mcp.json(sent));
    }

    @Test
    void idsAndProgressTokensAtTheServerAreOursAndComeBackAsTheClients() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            JsonNode token = request.json().path("params").path("_meta").path("progressToken");
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}"))
                    .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        String meta = Mcp.MODERN_META.formatted(",\"progressToken\":\"my-token\"");
        String body = Mcp.request(
                "\"my-id\"", "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + meta + "}");
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp/up", "tools/call", "echo", body)).head();
            assertEquals(
                    "my-token",
                    client.message().path("params").path("progressToken").asString());
            assertEquals("my-id", client.message().path("id").asString());
        }
        String sent = upstream.only("tools/call").text();
        assertFalse(sent.contains("my-token") || sent.contains("my-id"), sent);
        assertTrue(upstream.only("tools/call").json().path("id").isIntegralNumber());
    }

    @Test
    void unknownMembersAreIntactInBothDirections() throws Exception {
        upstream.on(
                "vendor/odd",
                (request, wire) -> wire.json("{\"jsonrpc\":\"2.0\",\"future\":[1,{\"x\":null}],\"id\":" + request.id()
                        + ",\"result\":{\"_meta\":{\"a/b\":1},\"resultType\":\"odd\",\"more\":1e2}}"));
        String body = Mcp.request("7", "vendor/odd", Mcp.modernParams("\"deep\":{\"ünï\":[true,\"\\uD83D\\uDE00\"]}"));
        JsonNode answer =
                gateway.ask(Mcp.modern("/mcp/up", "vendor/odd", "", body)).message();
        assertEquals(
                Mcp.json("{\"jsonrpc\":\"2.0\",\"future\":[1,{\"x\":null}],\"id\":7,"
                        + "\"result\":{\"_meta\":{\"a/b\":1},\"resultType\":\"odd\",\"more\":1e2}}"),
                answer);
        JsonNode sent = upstream.only("vendor/odd").json();
        assertEquals(Mcp.json(body).path("params"), sent.path("params"));
    }

    @Test
    void noHeaderOfAClientPassesAndTheConfiguredOnesDo() throws Exception {
        assertEquals(
                200,
                gateway.ask(Mcp.modernCall(
                                "1",
                                "x",
                                "Cookie: session=1",
                                "X-Forwarded-For: 10.0.0.1",
                                "X-Api-Key: the clients own",
                                "Mcp-Param-Other: y",
                                "Last-Event-ID: 9",
                                "Mcp-Session-Id: theirs",
                                "User-Agent: curl"))
                        .status());
        Http.Head head = upstream.only("tools/call").head();
        List<String> names = head.fields().stream()
                .map(field -> field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
        assertEquals(
                Set.of(
                        "host",
                        "x-api-key",
                        "authorization",
                        "content-type",
                        "accept",
                        "content-length",
                        "mcp-protocol-version",
                        "mcp-method",
                        "mcp-name"),
                Set.copyOf(names));
        assertEquals(names.size(), Set.copyOf(names).size());
        assertEquals("configured-secret", head.value("X-Api-Key"));
        assertEquals("Bearer configured-secret", head.value("Authorization"));
        upstream.received()
                .forEach(each -> assertFalse(
                        (each.head().text() + each.text()).contains(Mcp.TOKEN), "the token of the gateway crossed"));
    }

    @Test
    void markedArgumentsAreDerivedAgainAsFields() throws Exception {
        String body = Mcp.request(
                "1", "tools/call", Mcp.modernParams("\"name\":\"echo\",\"arguments\":{\"region\":\"Zürich\"}"));
        String field = "Mcp-Param-Region: =?base64?WsO8cmljaA==?=";
        assertEquals(
                200,
                gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body, field))
                        .status());
        assertEquals(
                "=?base64?WsO8cmljaA==?=", upstream.only("tools/call").head().value("Mcp-Param-Region"));
        assertEquals(
                "validation.header-mismatch",
                gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body)).reason());
    }

    @Test
    void noHeaderOfTheServerComesBack() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), FakeUpstream.echo(request.json())),
                        "Set-Cookie: a=b",
                        "X-Secret: s",
                        "WWW-Authenticate: Bearer x",
                        "Server: fake"));
        RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
        assertEquals(200, answer.status());
        String head = answer.head().text().toLowerCase(Locale.ROOT);
        assertFalse(head.contains("cookie") || head.contains("x-secret") || head.contains("www-a"), head);
        assertFalse(head.contains("fake"), head);
    }

    @Test
    void theSessionIdOfAServerIsNeverSeen() throws Exception {
        String session = gateway.session();
        RawClient.Answer answer = gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
        assertEquals(200, answer.status(), answer.text());
        assertFalse(session.contains("upstream"));
        assertFalse((answer.head().text() + answer.text()).contains("upstream-secret"));
        String theirs = upstream.only("tools/call").head().value("Mcp-Session-Id");
        assertEquals("upstream-secret-1", theirs);
        assertNotEquals(session, theirs);
        assertEquals("2025-11-25", upstream.only("tools/call").head().value("MCP-Protocol-Version"));
        assertEquals("", upstream.only("tools/call").head().value("Mcp-Method"));
    }
}
