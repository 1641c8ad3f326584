package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients of one era before servers of the other, over HTTP. */
final class TranslationPathTest {
    private static final String META_ELICITING =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{},\"sampling\":{}}";
    private static final String CALL = "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},";

    private static final String SERVER_INFO = "/_meta/io.modelcontextprotocol~1serverInfo";

    private final BlockingQueue<String> cue = new SynchronousQueue<>();
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private static String eliciting(String id, String more, String meta) {
        String params = "{" + CALL + more + META_ELICITING + meta + "}}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request(id, "tools/call", params));
    }

    /** The last message of an answer, whether it came as one or as a stream. */
    private JsonNode last(String request) throws IOException {
        String text = gateway.ask(request).text().strip();
        return Mcp.json(text.substring(text.lastIndexOf("data: ") < 0 ? 0 : text.lastIndexOf("data: ") + 6));
    }

    private static String textOf(JsonNode message) {
        return message.path("result").path("content").path(0).path("text").asString("no text: " + message);
    }

    @Test
    void aModernClientCallsALegacyServerInASessionThatIsKept() throws Exception {
        upstream.legacyOnly();
        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("" + i, "x"));
            assertEquals("x", OutcomePathTest.text(answer), answer.text());
            JsonNode result = answer.json().path("result");
            assertEquals("complete", result.path("resultType").asString());
            assertEquals("fake", result.at(SERVER_INFO).path("name").asString());
        }
        assertEquals(1, upstream.received("initialize").size());
        assertEquals(1, upstream.received("server/discover").size());
        upstream.only("notifications/initialized");
        for (FakeUpstream.Received call : upstream.received("tools/call")) {
            assertEquals("upstream-secret-1", call.head().value("Mcp-Session-Id"));
            assertEquals("2025-11-25", call.head().value("MCP-Protocol-Version"));
            assertEquals("", call.head().value("Mcp-Method"));
            assertTrue(call.json().path("params").path("_meta").isMissingNode(), call.text());
        }
    }

    /** What the HTTP servers of the Java SDK 2 and the Python SDK 1 say to a request without a session, and what no SDK says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonRpcError\":{\"code\":-32601,\"message\":\"Session ID required\"},\"suppressed\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"server-error\",\"error\":{\"code\":-32600,\"message\":\"Missing session ID\"}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"sorry\"}",
                "{",
                ""
            })
    void anHttpErrorWithoutAnAnswerIsALegacyServers(String body) throws Exception {
        upstream.on("server/discover", (_, wire) -> wire.status(400, "application/json", body));
        RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
        assertEquals("x", OutcomePathTest.text(answer), answer.text());
        assertEquals(1, upstream.received("initialize").size());
    }

    @Test
    void aLegacyServerIsDiscoveredFromItsHandshake() throws Exception {
        upstream.legacyOnly();
        RawClient.Answer answer = gateway.ask(Mcp.modern(
                "/mcp/up", "server/discover", "", Mcp.request("\"d\"", "server/discover", Mcp.modernParams(""))));
        JsonNode result = answer.json().path("result");
        assertEquals("2026-07-28", result.path("supportedVersions").path(0).asString(), answer.text());
        assertEquals("private", result.path("cacheScope").asString());
        assertTrue(result.path("ttlMs").isInt());
        assertTrue(result.path("capabilities").path("tools").isObject());
        assertEquals(
                "fake",
                result.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asString());
        RawClient.Answer list = gateway.ask(
                Mcp.modern("/mcp/up", "tools/list", "", Mcp.request("2", "tools/list", Mcp.modernParams(""))));
        assertEquals(
                "echo",
                list.json().path("result").path("tools").path(0).path("name").asString(),
                list.text());
        RawClient.Answer ping =
                gateway.ask(Mcp.modern("/mcp/up", "ping", "", Mcp.request("3", "ping", Mcp.modernParams(""))));
        assertEquals(404, ping.status());
        assertEquals(-32601, ping.json().path("error").path("code").asInt());
    }

    @Test
    void aMethodThatALegacyServerLacksIsA404EvenWhereTheServerOpensAStreamToSaySo() throws Exception {
        upstream.legacyOnly();
        upstream.on("prompts/list", (request, wire) -> wire.stream()
                .event(FakeUpstream.error(request.id(), -32601, "Method not found"))
                .end());
        RawClient.Answer answer = gateway.ask(
                Mcp.modern("/mcp/up", "prompts/list", "", Mcp.request("1", "prompts/list", Mcp.modernParams(""))));
        assertEquals(404, answer.status(), answer.text());
        assertEquals(-32601, answer.json().path("error").path("code").asInt());
    }

    @Test
    void ofManyKindsOfClientsTheOneSeenLeastRecentlyIsForgotten() throws Exception {
        upstream.legacyOnly();
        for (int kind = 1; kind <= 20; kind++) {
            String meta = META_ELICITING.replace("\"sampling\":{}", "\"kind" + kind + "\":{}");
            String call = Mcp.request("1", "tools/call", "{" + CALL + meta + "}}");
            assertEquals("x", textOf(last(Mcp.modern("/mcp/up", "tools/call", "echo", call))));
        }
        Await.until("the end of four", () -> upstream.received("DELETE").size() == 4);
        assertEquals(
                List.of("1", "2", "3", "4"),
                upstream.received("DELETE").stream()
                        .map(each -> each.head().value("Mcp-Session-Id").replace("upstream-secret-", ""))
                        .sorted()
                        .toList());
    }

    @Test
    void aServerThatForgotTheKeptSessionIsInitializedAgain() throws Exception {
        upstream.legacyOnly();
        assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
        upstream.on("tools/call", (request, wire) -> {
            if (request.head().value("Mcp-Session-Id").equals("upstream-secret-1")) {
                wire.status(404, "text/plain", "gone");
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            }
        });
        assertEquals("y", OutcomePathTest.text(gateway.ask(Mcp.modernCall("2", "y"))));
        assertEquals(2, upstream.received("initialize").size());
    }

    @Test
    void aServerThatWasTakenForAnotherEraIsAskedAgain() throws Exception {
        upstream.modernOnly();
        upstream.on("server/discover", (request, wire) -> {
            if (upstream.received("server/discover").size() == 1) {
                wire.status(500, "text/plain", "not yet");
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.DISCOVERED));
            }
        });
        assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
        assertEquals(2, upstream.received("server/discover").size());
    }

    /** On the stream of the session it does not say to which call it belongs: one that was given up may still run. */
    @Test
    void whatACallSaysThatWasGivenUpReachesNoOther() throws Exception {
        upstream.legacyOnly();
        upstream.on("GET", (request, wire) -> {
            wire.stream();
            cue.take();
            wire.event(Mcp.notification("notifications/message", "{\"level\":\"error\",\"data\":\"of the first\"}"));
            wire.event(Mcp.request("5", "sampling/createMessage", "{}"));
            cue.take();
        });
        upstream.on("tools/call", (request, wire) -> {
            if (request.text().contains("\"text\":\"f\"")) {
                wire.isClosedWithin(10_000);
                return;
            }
            cue.put("speak");
            Thread.sleep(300);
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
        });
        String meta = ",\"io.modelcontextprotocol/logLevel\":\"debug\"";
        try (RawClient client = gateway.client()) {
            client.send(eliciting("1", "", meta).replace("\"text\":\"x\"", "\"text\":\"f\""));
            upstream.only("tools/call");
        }
        Await.until("the cancellation", () -> !upstream.received("notifications/cancelled")
                .isEmpty());
        String second = gateway.ask(eliciting("2", "", meta)).text();
        assertFalse(second.contains("of the first"), second);
        assertEquals(
                -32601,
                upstream.only("response").json().path("error").path("code").asInt());
        cue.put("end");
    }

    @Test
    void progressAndLogsReachOnlyWhoAskedForThem() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            JsonNode token = request.json().path("params").path("_meta").path("progressToken");
            wire.stream()
                    .event(Mcp.notification("notifications/message", "{\"level\":\"debug\",\"data\":1}"))
                    .event(Mcp.notification("notifications/message", "{\"level\":\"error\",\"data\":2}"));
            if (!token.isMissingNode()) {
                wire.event(
                        Mcp.notification("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}"));
            }
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        String silent = gateway.ask(Mcp.modernCall("1", "x")).text();
        assertFalse(silent.contains("notifications/message"), silent);
        String meta = ",\"progressToken\":\"p\",\"io.modelcontextprotocol/logLevel\":\"warning\"";
        try (RawClient client = gateway.client()) {
            client.send(eliciting("2", "", meta)).head();
            JsonNode log = client.message();
            assertEquals(2, log.path("params").path("data").asInt());
            JsonNode progress = client.message();
            assertEquals("p", progress.path("params").path("progressToken").asString());
            assertEquals(2, client.message().path("id").asInt());
        }
        assertEquals(
                "warning",
                upstream.only("logging/setLevel")
                        .json()
                        .path("params")
                        .path("level")
                        .asString());
    }

    @Test
    void aModernClientThatLeavesCancelsAtALegacyServer() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            cue.take();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x"));
            Await.until("the call", () -> !upstream.received("tools/call").isEmpty());
        }
        FakeUpstream.Received cancelled = upstream.only("notifications/cancelled");
        assertEquals(
                upstream.only("tools/call").json().path("id"),
                cancelled.json().path("params").path("requestId"));
        cue.put("end");
    }

    @Test
    void aSubscriptionOfAModernClientIsAStreamOfALegacyServer() throws Exception {
        upstream.legacyOnly();
        upstream.on(
                "initialize",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                FakeUpstream.INITIALIZED.replace(
                                        "{\"tools\":{}}",
                                        "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true}}")),
                        "Mcp-Session-Id: s"));
        upstream.on("GET", (request, wire) -> {
            wire.stream();
            for (String note = cue.take(); !note.equals("end"); note = cue.take()) {
                wire.event(note);
            }
        });
        String body = Mcp.request(
                "5",
                "subscriptions/listen",
                Mcp.modernParams("\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                        + "\"resourceSubscriptions\":[\"a:b\"]}"));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", body)).head();
            JsonNode acknowledged = client.message();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    acknowledged.path("method").asString());
            JsonNode params = acknowledged.path("params");
            assertEquals(
                    "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a:b\"]}",
                    params.path("notifications").toString());
            assertEquals(
                    5,
                    params.path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asInt());
            upstream.only("resources/subscribe");
            cue.put(Mcp.notification("notifications/prompts/list_changed", "{}"));
            cue.put(Mcp.notification("notifications/resources/updated", "{\"uri\":\"a:b\"}"));
            JsonNode updated = client.message();
            assertEquals(
                    "notifications/resources/updated", updated.path("method").asString());
            assertEquals(
                    5,
                    updated.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asInt());
        }
        upstream.only("resources/unsubscribe");
        cue.put("end");
    }

    @Test
    void aLegacyClientHasASessionBeforeAModernServer() throws Exception {
        upstream.modernOnly();
        upstream.on("tools/call", (request, wire) -> {
            String info = "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}},";
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()).replaceFirst("\\{", "{" + info)));
        });
        String session = gateway.session();
        RawClient.Answer answer = gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
        assertEquals("x", OutcomePathTest.text(answer), answer.text());
        assertTrue(answer.json().path("result").path("resultType").isMissingNode(), answer.text());
        assertTrue(answer.json().path("result").path("_meta").isMissingNode(), answer.text());
        FakeUpstream.Received call = upstream.only("tools/call");
        assertEquals("", call.head().value("Mcp-Session-Id"));
        assertEquals("2026-07-28", call.head().value("MCP-Protocol-Version"));
        assertEquals("tools/call", call.head().value("Mcp-Method"));
        assertEquals("echo", call.head().value("Mcp-Name"));
        JsonNode meta = call.json().path("params").path("_meta");
        assertEquals(
                "2026-07-28",
                meta.path("io.modelcontextprotocol/protocolVersion").asString());
        assertEquals(
                "{\"sampling\":{}}",
                meta.path("io.modelcontextprotocol/clientCapabilities").toString());
        assertEquals(
                "c",
                meta.path("io.modelcontextprotocol/clientInfo").path("name").asString());
        assertEquals(
                "{}",
                gateway.ask(Mcp.legacy(session, Mcp.request("2", "ping", "{}")))
                        .json()
                        .path("result")
                        .toString());
        String second = gateway.session();
        assertNotEquals(session, second);
        assertEquals(1, upstream.received("initialize").size(), "the refusal is remembered");
    }

    @Test
    void whatAModernServerWantsIsAskedOfALegacyClient() throws Exception {
        upstream.modernOnly();
        upstream.on("tools/call", (request, wire) -> {
            JsonNode params = request.json().path("params");
            JsonNode answer =
                    params.path("inputResponses").path("q").path("content").path("text");
            if (answer.isMissingNode()) {
                wire.json(
                        Mcp.result(
                                request.id(),
                                "{\"resultType\":\"input_required\",\"requestState\":\"st\",\"inputRequests\":{\"q\":"
                                        + "{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[],\"maxTokens\":5}}}}"));
            } else {
                assertEquals("st", params.path("requestState").asString());
                wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":" + answer + "}]}"));
            }
        });
        String session = gateway.session();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
            JsonNode asked = client.message();
            assertEquals("sampling/createMessage", asked.path("method").asString());
            String reply = Mcp.result(
                    asked.path("id").toString(),
                    "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"hi\"}}");
            assertEquals(202, gateway.ask(Mcp.legacy(session, reply)).status());
            JsonNode answer = client.message();
            assertEquals(1, answer.path("id").asInt());
            assertEquals(
                    "hi",
                    answer.path("result").path("content").path(0).path("text").asString());
        }
        List<FakeUpstream.Received> calls = upstream.received("tools/call");
        assertEquals(2, calls.size());
        assertNotEquals(calls.get(0).json().path("id"), calls.get(1).json().path("id"));
    }

    @Test
    void theStreamOfALegacyClientIsASubscriptionAtAModernServer() throws Exception {
        upstream.modernOnly();
        upstream.on(
                "server/discover",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        FakeUpstream.DISCOVERED.replace("{\"tools\":{}}", "{\"tools\":{\"listChanged\":true}}"))));
        upstream.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            String id = "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}}";
            wire.event(Mcp.notification("notifications/subscriptions/acknowledged", id));
            for (String note = cue.take(); !note.equals("end"); note = cue.take()) {
                wire.event(Mcp.notification(note, id));
            }
        });
        String session = gateway.session();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25")
                            + "\r\n")
                    .head();
            cue.put("notifications/tools/list_changed");
            JsonNode note = client.message();
            assertEquals("notifications/tools/list_changed", note.path("method").asString());
            assertTrue(note.path("params").path("_meta").isMissingNode(), note.toString());
        }
        cue.put("end");
    }

    @Test
    void aLegacyChildIsStartedOnceForItsProbeAndItsSession(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        try (GatewayFixture local =
                GatewayFixture.of("servers: { up: { command: " + Children.command("legacy", log) + " } }")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("x", OutcomePathTest.text(local.ask(Mcp.modernCall("" + i, "x"))));
            }
            assertEquals(1, Children.log(log, "start").size());
        }
    }
}
