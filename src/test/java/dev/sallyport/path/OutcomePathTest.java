package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Invariant 3: every exchange has exactly one outcome, and its client exactly one answer, whatever the server does. */
final class OutcomePathTest {
    private static final String HANG = "hang";

    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream, "limits: { request-timeout: 500ms, reply: 64KiB }");
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        gateway.close();
        upstream.close();
    }

    private void hang(FakeUpstream.Received request, FakeUpstream.Wire wire) throws InterruptedException {
        assertTrue(over.await(60, TimeUnit.SECONDS), HANG);
    }

    @Test
    void answered() throws Exception {
        assertEquals("x", text(gateway.ask(Mcp.modernCall("1", "x"))));
        assertEquals(Outcome.ANSWERED, gateway.recorder.only("tools/call"));
    }

    @Test
    void deniedAtTheDoor() throws Exception {
        RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x", "Authorization: Bearer wrong"));
        assertEquals(401, answer.status());
        assertTrue(answer.head().value("WWW-Authenticate").startsWith("Bearer "));
        assertEquals(Outcome.DENIED, gateway.recorder.only(""));
        assertEquals(List.of(), upstream.received());
    }

    @Test
    void malformed() throws Exception {
        assertEquals(400, gateway.ask(Mcp.post("/mcp/up", "{\"a\":1,\"a\":2}")).status());
        assertEquals(Outcome.DENIED, gateway.recorder.only(""));
    }

    @Test
    void deniedByAGuardOnTheWayIn() throws Exception {
        String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"echo\",\"arguments\":{\"text\":1}"));
        RawClient.Answer answer = gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body));
        assertEquals("validation.arguments-mismatch", answer.reason());
        assertTrue(answer.json().path("result").path("isError").asBoolean());
        assertEquals(Outcome.DENIED, gateway.recorder.only("tools/call"));
    }

    @Test
    void deniedByAGuardOnTheWayOut() throws Exception {
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}]}")));
        RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
        assertEquals("validation.result-mismatch", answer.reason());
        assertEquals(Outcome.DENIED, gateway.recorder.only("tools/call"));
    }

    @Test
    void timedOutWhereTheServerNeverAnswers() throws Exception {
        upstream.on("tools/call", this::hang);
        assertEquals("upstream.timeout", gateway.ask(Mcp.modernCall("1", "x")).reason());
        assertEquals(Outcome.TIMED_OUT, gateway.recorder.only("tools/call"));
    }

    @Test
    void timedOutWhereTheServerNeverSaysWhichEraItSpeaks() throws Exception {
        upstream.on("server/discover", this::hang);
        assertEquals("upstream.timeout", gateway.ask(Mcp.modernCall("1", "x")).reason());
        assertEquals(Outcome.TIMED_OUT, gateway.recorder.only("tools/call"));
    }

    @Test
    void timedOutWhereTheServerNeverListsItsTools() throws Exception {
        upstream.on("tools/list", this::hang);
        assertEquals("upstream.timeout", gateway.ask(Mcp.modernCall("1", "x")).reason());
        assertEquals(Outcome.TIMED_OUT, gateway.recorder.only("tools/call"));
    }

    @Test
    void aServerThatHungOnceIsAskedAgain() throws Exception {
        upstream.on("server/discover", this::hang);
        assertEquals("upstream.timeout", gateway.ask(Mcp.modernCall("1", "x")).reason());
        upstream.on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.DISCOVERED)));
        Await.until("a good answer", () -> {
            try {
                return gateway.ask(Mcp.modernCall("2", "x")).reason().isEmpty();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
    }

    @Test
    void clientGoneWhileTheServerThinks() throws Exception {
        upstream.on("tools/call", this::hang);
        RawClient client = gateway.client();
        client.send(Mcp.modernCall("1", "x"));
        upstream.only("tools/call");
        client.close();
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
    }

    @Test
    void clientGoneWhileTheServerIsAskedForItsTools() throws Exception {
        upstream.on("tools/list", this::hang);
        RawClient client = gateway.client();
        client.send(Mcp.modernCall("1", "x"));
        upstream.only("tools/list");
        client.close();
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
    }

    @Test
    void shutDown() throws Exception {
        upstream.on("tools/call", this::hang);
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x"));
            upstream.only("tools/call");
            gateway.drain(Duration.ofMillis(50));
            RawClient.Answer answer = client.read();
            assertEquals("gateway.stopping", answer.reason());
            assertEquals(503, answer.status());
        }
        assertEquals(Outcome.SHUT_DOWN, gateway.recorder.only("tools/call"));
    }

    @Test
    void theServerFailsInEveryWay() throws Exception {
        Map<String, FakeUpstream.Script> ways = new TreeMap<>();
        ways.put("upstream.connection-lost", (request, wire) -> wire.cut());
        ways.put("upstream.connection-lost half a head", (request, wire) -> wire.raw("HTTP/1.1 200 OK\r\nCont")
                .cut());
        ways.put("upstream.connection-lost half a body", (request, wire) -> wire.raw(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{\"js")
                .cut());
        ways.put(
                "upstream.connection-lost garbage", (request, wire) -> wire.raw("\u0001\u0002 no http at all\r\n\r\n"));
        ways.put("upstream.protocol wrong id", (request, wire) -> wire.json(Mcp.result("4711", "{}")));
        ways.put(
                "upstream.protocol id as text",
                (request, wire) -> wire.json(Mcp.result("\"" + request.id() + "\"", "{}")));
        ways.put("upstream.protocol no json", (request, wire) -> wire.json("<html>"));
        ways.put("upstream.protocol no message", (request, wire) -> wire.json("{\"hello\":1}"));
        ways.put(
                "upstream.protocol duplicate keys",
                (request, wire) ->
                        wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":{\"a\":1,\"a\":2}}"));
        ways.put(
                "upstream.protocol a notification",
                (request, wire) -> wire.json(Mcp.notification("notifications/x", "{}")));
        ways.put("upstream.protocol a request", (request, wire) -> wire.json(Mcp.request("1", "ping", "{}")));
        ways.put("upstream.protocol a batch", (request, wire) -> wire.json("[" + Mcp.result(request.id(), "{}") + "]"));
        ways.put(
                "upstream.protocol encoded",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{}"), "Content-Encoding: gzip"));
        ways.put(
                "upstream.protocol huge",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"x\":\"" + "y".repeat(70_000) + "\"}")));
        ways.put(
                "upstream.status redirect",
                (request, wire) -> wire.status(302, "text/html", "", "Location: http://a/"));
        ways.put("upstream.status 401", (request, wire) -> wire.status(401, "text/plain", "no"));
        ways.put("upstream.status 404", (request, wire) -> wire.status(404, "text/plain", "no"));
        ways.put("upstream.status 500", (request, wire) -> wire.status(500, "application/json", "{}"));
        ways.put("upstream.status 503", (request, wire) -> wire.status(503, "text/html", "<h1>busy</h1>"));
        ways.put("upstream.status empty", (request, wire) -> wire.json(""));
        for (Map.Entry<String, FakeUpstream.Script> way : ways.entrySet()) {
            upstream.on("tools/call", way.getValue());
            int before = gateway.recorder.ended().size();
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            String reason = way.getKey().split(" ", 2)[0];
            assertEquals(reason, answer.reason(), way.getKey());
            assertEquals(before + 1, gateway.recorder.ended().size(), way.getKey());
            assertEquals(
                    Outcome.UPSTREAM_FAILED,
                    MemoryRecorder.outcome(gateway.recorder.ended().getLast()),
                    way.getKey());
        }
    }

    @Test
    void anInterimAnswerIsNotTheAnswer() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.raw("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
        });
        assertEquals("x", text(gateway.ask(Mcp.modernCall("1", "x"))));
    }

    @Test
    void theServerIsNotThere() throws Exception {
        // bound, so that nobody else gets it, and not listened on
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String absent = "servers: { up: { url: 'http://127.0.0.1:" + held.getLocalPort() + "/mcp' } }";
            try (GatewayFixture alone = GatewayFixture.of(absent)) {
                assertEquals(
                        "upstream.unreachable",
                        alone.ask(Mcp.modernCall("1", "x")).reason());
                assertEquals(
                        "upstream.unreachable",
                        alone.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).reason());
                assertEquals(0, alone.gateway.sessionCount());
            }
        }
    }

    @Test
    void theConnectionServesTheNextRequestAfterAnyFailure() throws Exception {
        try (RawClient client = gateway.client()) {
            upstream.on("tools/call", (request, wire) -> wire.cut());
            assertEquals(
                    "upstream.connection-lost",
                    client.ask(Mcp.modernCall("1", "x")).reason());
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
            assertEquals("y", text(client.ask(Mcp.modernCall("1", "y"))));
        }
    }

    static String text(RawClient.Answer answer) {
        return textOf(answer.message());
    }

    static String textOf(JsonNode message) {
        return message.path("result").path("content").path(0).path("text").asString(message.toString());
    }
}
