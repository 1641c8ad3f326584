package dev.sallyport.path;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Transcripts of the translation, one file for each conversation: what the client sends, what the server receives and sends, and what
 * the client receives. Requests stand in the order of their ids at the server, for some of them are on their way at the same time.
 */
final class TranslationGoldenTest {
    private static final String CAPABILITIES = "{\"tools\":{\"listChanged\":true},\"logging\":{},\"completions\":{},"
            + "\"resources\":{\"subscribe\":true,\"listChanged\":true},\"tasks\":{}}";
    private static final String CLIENT =
            "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{\"listChanged\":true}}";
    private static final String FORM = "{\"mode\":\"form\",\"message\":\"who?\","
            + "\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}}";
    private static final String URL =
            "{\"mode\":\"url\",\"message\":\"sign in\",\"url\":\"https://id.example/\",\"elicitationId\":\"e1\"}";
    private static final String SAMPLE = "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","
            + "\"text\":\"2+2?\"}}],\"maxTokens\":5}";
    private static final String FILLED = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";
    private static final String OPENED = "{\"action\":\"accept\"}";
    private static final String SAMPLED =
            "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"4\"}}";
    private static final String ROOTED = "{\"roots\":[{\"uri\":\"file:///srv\"}]}";
    private static final String CALL = "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}";

    private final BlockingQueue<String> cue = new SynchronousQueue<>();
    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private Transcript talk;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
        talk = new Transcript(gateway, upstream, CLIENT);
        upstream.on(
                "completion/complete",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(), "{\"completion\":{\"values\":[\"ann\",\"anna\"],\"hasMore\":false}}")));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private void legacyServer() {
        upstream.legacyOnly();
        upstream.on(
                "initialize",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + CAPABILITIES
                                        + ",\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"},"
                                        + "\"instructions\":\"be kind\"}"),
                        "Mcp-Session-Id: s"));
        for (String quiet : List.of("logging/setLevel", "resources/subscribe", "resources/unsubscribe")) {
            upstream.on(quiet, (request, wire) -> wire.json(Mcp.result(request.id(), "{}")));
        }
    }

    private void modernServer() {
        upstream.modernOnly();
        upstream.on(
                "server/discover",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":"
                                + CAPABILITIES + ",\"instructions\":\"be kind\",\"ttlMs\":0,\"cacheScope\":\"public\","
                                + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                                + "{\"name\":\"fake\",\"version\":\"1\"}}}")));
    }

    /** The era of the client; the server is of the other. */
    private void between(String client) throws IOException {
        if (client.equals("legacy")) {
            modernServer();
            talk.open("2025-06-18");
        } else {
            legacyServer();
        }
    }

    @Test
    void aModernClientDiscovers() throws Exception {
        legacyServer();
        talk.tell(talk.modernRequest("1", "server/discover", "", ""));
        upstream.only("notifications/initialized");
        talk.expect("translation/modern-discover");
    }

    @Test
    void aLegacyClientInitializes() throws Exception {
        modernServer();
        talk.open("2025-06-18");
        talk.tell(Mcp.request("2", "ping", "{}"));
        talk.expect("translation/legacy-initialize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void listsAndCompletions(String client) throws Exception {
        between(client);
        talk.tell(talk.request("1", "tools/list", ""));
        talk.tell(talk.request(
                "2",
                "completion/complete",
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"n\",\"value\":\"an\"}"));
        talk.expect("translation/" + client + "-lists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void aCallWithProgressAndLog(String client) throws Exception {
        between(client);
        upstream.on("tools/call", (request, wire) -> {
            JsonNode token = request.json().path("params").path("_meta").path("progressToken");
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}"))
                    .event(Mcp.notification("notifications/message", "{\"level\":\"error\",\"data\":\"loud\"}"))
                    .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        if (client.equals("legacy")) {
            talk.tell(Mcp.request("1", "logging/setLevel", "{\"level\":\"warning\"}"));
            talk.tell(Mcp.request("2", "tools/call", "{" + CALL + ",\"_meta\":{\"progressToken\":\"p\"}}"));
        } else {
            String meta = ",\"progressToken\":\"p\",\"io.modelcontextprotocol/logLevel\":\"warning\"";
            talk.tell(talk.modernRequest("2", "tools/call", CALL, meta));
        }
        talk.expect("translation/" + client + "-call");
    }

    @ParameterizedTest
    @CsvSource({"form", "url", "sampling", "roots"})
    void aModernClientIsAsked(String what) throws Exception {
        legacyServer();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("\"q\"", method(what), question(what)));
            wire.event(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + cue.take() + "\"}]}"))
                    .end();
        });
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            cue.put(request.json().has("result") ? "thanks" : "refused");
        });
        JsonNode asked = talk.tell(talk.request("1", "tools/call", CALL)).path("result");
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        talk.tell(talk.request(
                "2",
                "tools/call",
                CALL + ",\"inputResponses\":{\"" + key + "\":" + answer(what) + "},\"requestState\":"
                        + asked.path("requestState")));
        talk.expect("translation/modern-asked-" + what);
    }

    @ParameterizedTest
    @CsvSource({"form", "url", "sampling", "roots"})
    void aLegacyClientIsAsked(String what) throws Exception {
        modernServer();
        upstream.on("tools/call", (request, wire) -> {
            boolean answered = request.json().path("params").has("inputResponses");
            String asks =
                    "{\"resultType\":\"input_required\",\"requestState\":\"st\",\"inputRequests\":{\"q\":{\"method\":\""
                            + method(what) + "\",\"params\":" + question(what).replace(",\"elicitationId\":\"e1\"", "")
                            + "}}}";
            wire.json(Mcp.result(request.id(), answered ? FakeUpstream.echo(request.json()) : asks));
        });
        talk.open("2025-06-18");
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(Mcp.request("1", "tools/call", "{" + CALL + "}")))
                    .head();
            String question = client.event();
            talk.heard.add(question);
            talk.tell(Mcp.result(Mcp.json(question).path("id").toString(), answer(what)));
            talk.read(client);
        }
        talk.expect("translation/legacy-asked-" + what);
    }

    private static String method(String what) {
        return switch (what) {
            case "sampling" -> "sampling/createMessage";
            case "roots" -> "roots/list";
            default -> "elicitation/create";
        };
    }

    private static String question(String what) {
        return switch (what) {
            case "form" -> FORM;
            case "url" -> URL;
            case "sampling" -> SAMPLE;
            default -> "{}";
        };
    }

    private static String answer(String what) {
        return switch (what) {
            case "form" -> FILLED;
            case "url" -> OPENED;
            case "sampling" -> SAMPLED;
            default -> ROOTED;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void errors(String client) throws Exception {
        between(client);
        boolean modern = client.equals("modern");
        upstream.on(
                "resources/read",
                (request, wire) ->
                        wire.json(FakeUpstream.error(request.id(), modern ? -32002 : -32602, "resource not found")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        (modern ? "{" : "{\"resultType\":\"complete\",")
                                + "\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no disk\"}]}")));
        talk.tell(talk.request("1", "resources/read", "\"uri\":\"a:b\""));
        talk.tell(talk.request("2", "tools/call", CALL));
        talk.tell(talk.request("3", "no/such", ""));
        talk.tell(talk.request("4", "tasks/list", ""));
        talk.expect("translation/" + client + "-errors");
    }

    @Test
    void aModernClientSubscribes() throws Exception {
        legacyServer();
        upstream.on("GET", (request, wire) -> {
            wire.stream();
            for (String note = cue.take(); !note.equals("end"); note = cue.take()) {
                wire.event(note);
            }
        });
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request(
                            "5",
                            "subscriptions/listen",
                            "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                                    + "\"resourceSubscriptions\":[\"a:b\"]}")))
                    .head();
            talk.heard.add(client.event());
            upstream.only("resources/subscribe");
            cue.put(Mcp.notification("notifications/tools/list_changed", "{}"));
            talk.heard.add(client.event());
            cue.put(Mcp.notification("notifications/resources/updated", "{\"uri\":\"a:b\"}"));
            talk.heard.add(client.event());
        }
        upstream.only("resources/unsubscribe");
        cue.put("end");
        Await.until(
                "the last answer",
                () -> upstream.sent().stream()
                                .filter(each -> each.endsWith("\"result\":{}}"))
                                .count()
                        == 2);
        talk.expect("translation/modern-subscription");
    }

    @Test
    void aLegacyClientSubscribes() throws Exception {
        modernServer();
        upstream.on("subscriptions/listen", (request, wire) -> {
            JsonNode wanted = request.json().path("params").path("notifications");
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}";
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/subscriptions/acknowledged",
                            "{\"notifications\":" + wanted + "," + meta + "}"))
                    .event(Mcp.notification("notifications/resources/updated", "{\"uri\":\"a:b\"," + meta + "}"));
            cue.take();
        });
        talk.open("2025-06-18");
        talk.tell(Mcp.request("1", "resources/subscribe", "{\"uri\":\"a:b\"}"));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head(
                                    "GET",
                                    "/mcp/up",
                                    "Mcp-Session-Id: " + talk.session(),
                                    "MCP-Protocol-Version: 2025-06-18")
                            + "\r\n")
                    .head();
            talk.heard.add(client.event());
        }
        cue.put("end");
        talk.expect("translation/legacy-subscription");
    }

    @Test
    void aModernClientCancels() throws Exception {
        legacyServer();
        upstream.on("tools/call", (_, wire) -> {
            wire.stream();
            cue.take();
        });
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("1", "tools/call", CALL)));
            upstream.only("tools/call");
        }
        upstream.only("notifications/cancelled");
        cue.put("end");
        talk.heard.add("(nothing: it closed the stream, which cancels)");
        talk.expect("translation/modern-cancellation");
    }

    @Test
    void aLegacyClientCancels() throws Exception {
        modernServer();
        BlockingQueue<Boolean> closed = new SynchronousQueue<>();
        upstream.on("tools/call", (_, wire) -> {
            wire.stream();
            closed.put(wire.isClosedWithin(5_000));
        });
        talk.open("2025-06-18");
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(Mcp.request("1", "tools/call", "{" + CALL + "}")));
            upstream.only("tools/call");
            talk.tell(Mcp.notification("notifications/cancelled", "{\"requestId\":1,\"reason\":\"enough\"}"));
            talk.heard.add("(the server sees its stream closed: " + closed.take() + ")");
        }
        talk.expect("translation/legacy-cancellation");
    }
}
