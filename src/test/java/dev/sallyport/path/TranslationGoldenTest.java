package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final List<String> said = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private String session = "";

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
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

    private static String modernRequest(String id, String method, String params, String meta) {
        String more = params.isEmpty() ? "" : params + ",";
        return Mcp.request(
                id,
                method,
                "{" + more + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"c\",\"version\":\"1\"},"
                        + "\"io.modelcontextprotocol/clientCapabilities\":" + CLIENT + meta + "}}");
    }

    private static String header(String body) {
        JsonNode params = Mcp.json(body).path("params");
        return switch (Mcp.json(body).path("method").asString("")) {
            case "tools/call" -> params.path("name").asString();
            case "resources/read" -> params.path("uri").asString();
            default -> "";
        };
    }

    private String wrapped(String body) {
        said.add(body);
        String method = Mcp.json(body).path("method").asString("");
        return session.isEmpty() ? Mcp.modern("/mcp/up", method, header(body), body) : Mcp.legacy(session, body);
    }

    /** Sends one message and reads all that comes of it; the last message. */
    private JsonNode tell(String body) throws IOException {
        try (RawClient client = gateway.client()) {
            Http.Head head = client.send(wrapped(body)).head();
            int status = RawClient.status(head);
            if (head.value("Content-Type").equals("text/event-stream")) {
                return read(client);
            }
            String text = new String(client.body(head), UTF_8);
            heard.add((status == 200 ? "" : "HTTP " + status + " ") + text);
            return text.isEmpty() ? Mcp.json("{}") : Mcp.json(text);
        }
    }

    private JsonNode read(RawClient client) throws IOException {
        JsonNode last = Mcp.json("{}");
        for (String event = client.event(); !event.isEmpty(); event = client.event()) {
            heard.add(event);
            last = Mcp.json(event);
        }
        return last;
    }

    private void open() throws IOException {
        session = "?";
        String body = Mcp.request(
                "\"i\"",
                "initialize",
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":" + CLIENT
                        + ",\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
        said.add(body);
        RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", body));
        heard.add(answer.text());
        session = answer.head().value("Mcp-Session-Id");
        tell(Mcp.notification("notifications/initialized", "{}"));
    }

    private String request(String id, String method, String params) {
        return session.isEmpty() ? modernRequest(id, method, params, "") : Mcp.request(id, method, "{" + params + "}");
    }

    /** The era of the client; the server is of the other. */
    private void between(String client) throws IOException {
        if (client.equals("legacy")) {
            modernServer();
            open();
        } else {
            legacyServer();
        }
    }

    private void expect(String name) throws IOException {
        StringBuilder text = new StringBuilder();
        section(text, "the client sends", said);
        List<String> received = upstream.received().stream()
                .filter(each -> !each.raw().isEmpty())
                .sorted(Comparator.comparingInt(each -> order(each.text())))
                .map(each -> each.head().value("MCP-Protocol-Version")
                        + (each.head().value("Mcp-Session-Id").isEmpty() ? " " : " in a session ")
                        + each.text())
                .toList();
        section(text, "the server receives", received);
        section(
                text,
                "the server sends",
                upstream.sent().stream()
                        .filter(each -> each.startsWith("{"))
                        .sorted(Comparator.comparingInt(TranslationGoldenTest::order))
                        .toList());
        section(text, "the client receives", heard);
        Golden.expect(
                "translation/" + name,
                text.toString().replaceAll("\"requestState\":\"[A-Za-z0-9_-]{43}\"", "\"requestState\":\"STATE\""));
    }

    /** Our ids grow; what has none of ours comes last, as it came. */
    private static int order(String message) {
        return Mcp.json(message).path("id").asInt(Integer.MAX_VALUE);
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        text.append("=== ").append(title).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
    }

    @Test
    void aModernClientDiscovers() throws Exception {
        legacyServer();
        tell(modernRequest("1", "server/discover", "", ""));
        upstream.only("notifications/initialized");
        expect("modern-discover");
    }

    @Test
    void aLegacyClientInitializes() throws Exception {
        modernServer();
        open();
        tell(Mcp.request("2", "ping", "{}"));
        expect("legacy-initialize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void listsAndCompletions(String client) throws Exception {
        between(client);
        tell(request("1", "tools/list", ""));
        tell(request(
                "2",
                "completion/complete",
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"n\",\"value\":\"an\"}"));
        expect(client + "-lists");
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
            tell(Mcp.request("1", "logging/setLevel", "{\"level\":\"warning\"}"));
            tell(Mcp.request("2", "tools/call", "{" + CALL + ",\"_meta\":{\"progressToken\":\"p\"}}"));
        } else {
            String meta = ",\"progressToken\":\"p\",\"io.modelcontextprotocol/logLevel\":\"warning\"";
            tell(modernRequest("2", "tools/call", CALL, meta));
        }
        expect(client + "-call");
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
        JsonNode asked = tell(request("1", "tools/call", CALL)).path("result");
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        tell(request(
                "2",
                "tools/call",
                CALL + ",\"inputResponses\":{\"" + key + "\":" + answer(what) + "},\"requestState\":"
                        + asked.path("requestState")));
        expect("modern-asked-" + what);
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
        open();
        try (RawClient client = gateway.client()) {
            client.send(wrapped(Mcp.request("1", "tools/call", "{" + CALL + "}")))
                    .head();
            String question = client.event();
            heard.add(question);
            tell(Mcp.result(Mcp.json(question).path("id").toString(), answer(what)));
            read(client);
        }
        expect("legacy-asked-" + what);
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
        tell(request("1", "resources/read", "\"uri\":\"a:b\""));
        tell(request("2", "tools/call", CALL));
        tell(request("3", "no/such", ""));
        tell(request("4", "tasks/list", ""));
        expect(client + "-errors");
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
            client.send(wrapped(request(
                            "5",
                            "subscriptions/listen",
                            "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                                    + "\"resourceSubscriptions\":[\"a:b\"]}")))
                    .head();
            heard.add(client.event());
            upstream.only("resources/subscribe");
            cue.put(Mcp.notification("notifications/tools/list_changed", "{}"));
            heard.add(client.event());
            cue.put(Mcp.notification("notifications/resources/updated", "{\"uri\":\"a:b\"}"));
            heard.add(client.event());
        }
        upstream.only("resources/unsubscribe");
        cue.put("end");
        Await.until(
                "the last answer",
                () -> upstream.sent().stream()
                                .filter(each -> each.endsWith("\"result\":{}}"))
                                .count()
                        == 2);
        expect("modern-subscription");
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
        open();
        tell(Mcp.request("1", "resources/subscribe", "{\"uri\":\"a:b\"}"));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-06-18")
                            + "\r\n")
                    .head();
            heard.add(client.event());
        }
        cue.put("end");
        expect("legacy-subscription");
    }

    @Test
    void aModernClientCancels() throws Exception {
        legacyServer();
        upstream.on("tools/call", (_, wire) -> {
            wire.stream();
            cue.take();
        });
        try (RawClient client = gateway.client()) {
            client.send(wrapped(request("1", "tools/call", CALL)));
            upstream.only("tools/call");
        }
        upstream.only("notifications/cancelled");
        cue.put("end");
        heard.add("(nothing: it closed the stream, which cancels)");
        expect("modern-cancellation");
    }

    @Test
    void aLegacyClientCancels() throws Exception {
        modernServer();
        BlockingQueue<Boolean> closed = new SynchronousQueue<>();
        upstream.on("tools/call", (_, wire) -> {
            wire.stream();
            closed.put(wire.isClosedWithin(5_000));
        });
        open();
        try (RawClient client = gateway.client()) {
            client.send(wrapped(Mcp.request("1", "tools/call", "{" + CALL + "}")));
            upstream.only("tools/call");
            tell(Mcp.notification("notifications/cancelled", "{\"requestId\":1,\"reason\":\"enough\"}"));
            heard.add("(the server sees its stream closed: " + closed.take() + ")");
        }
        expect("legacy-cancellation");
    }
}
