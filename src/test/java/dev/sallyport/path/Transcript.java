package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One conversation of a client of either era with server {@code up}, written down: what each side sends and receives. Requests stand
 * in the order of their ids at the server, for some of them are on their way at the same time.
 */
final class Transcript {
    /** What the client receives, for a test to add to. */
    final List<String> heard = new ArrayList<>();

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;
    private final String capabilities;
    private final List<String> said = new ArrayList<>();
    private String session = "";

    /** A conversation of a client with these capabilities, of the newer era until it opens a session. */
    Transcript(GatewayFixture gateway, FakeUpstream upstream, String capabilities) {
        this.gateway = gateway;
        this.upstream = upstream;
        this.capabilities = capabilities;
    }

    /** The session of a client of the older era, or empty. */
    String session() {
        return session;
    }

    /** A request of the newer era. */
    String modernRequest(String id, String method, String params, String meta) {
        String more = params.isEmpty() ? "" : params + ",";
        return Mcp.request(
                id,
                method,
                "{" + more + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"c\",\"version\":\"1\"},"
                        + "\"io.modelcontextprotocol/clientCapabilities\":" + capabilities + meta + "}}");
    }

    private static String header(String body) {
        JsonNode params = Mcp.json(body).path("params");
        return switch (Mcp.json(body).path("method").asString("")) {
            case "tools/call" -> params.path("name").asString();
            case "resources/read" -> params.path("uri").asString();
            case "tasks/get", "tasks/update", "tasks/cancel" ->
                params.path("taskId").asString();
            default -> "";
        };
    }

    /** A message with all that has to be around it, noted as said. */
    String wrapped(String body) {
        said.add(body);
        String method = Mcp.json(body).path("method").asString("");
        return session.isEmpty() ? Mcp.modern("/mcp/up", method, header(body), body) : Mcp.legacy(session, body);
    }

    /** Sends one message and reads all that comes of it; the last message. */
    JsonNode tell(String body) throws IOException {
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

    /** Reads the rest of a stream; the last message. */
    JsonNode read(RawClient client) throws IOException {
        JsonNode last = Mcp.json("{}");
        for (String event = client.event(); !event.isEmpty(); event = client.event()) {
            heard.add(event);
            last = Mcp.json(event);
        }
        return last;
    }

    /** Opens a session of the older era. */
    void open(String asked) throws IOException {
        session = "?";
        String body = Mcp.request(
                "\"i\"",
                "initialize",
                "{\"protocolVersion\":\"" + asked + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
        said.add(body);
        RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", body));
        heard.add(answer.text());
        session = answer.head().value("Mcp-Session-Id");
        tell(Mcp.notification("notifications/initialized", "{}"));
    }

    /** A request in the era of the client. */
    String request(String id, String method, String params) {
        return session.isEmpty() ? modernRequest(id, method, params, "") : Mcp.request(id, method, "{" + params + "}");
    }

    /** Compares what was written down with the file of this name. */
    void expect(String name) throws IOException {
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
                        .sorted(Comparator.comparingInt(Transcript::order))
                        .toList());
        section(text, "the client receives", heard);
        Golden.expect(name, lasting(text.toString()));
    }

    /** The text without what is another each time: states, names of questions, and ids and times of our own. */
    private static String lasting(String text) {
        return text.replaceAll("\"requestState\":\"[A-Za-z0-9_-]{43,}\"", "\"requestState\":\"STATE\"")
                .replaceAll("ask-[0-9a-f]{16}", "ask-KEY")
                .replaceAll("\"taskId\":\"[A-Za-z0-9_-]{43}\"", "\"taskId\":\"OURS\"")
                .replaceAll("\"(createdAt|lastUpdatedAt)\":\"(?!2025-)[^\"]*\"", "\"$1\":\"NOW\"");
    }

    /** Our ids grow; what has none of ours comes last, as it came. */
    private static int order(String message) {
        return Mcp.json(message).path("id").asInt(Integer.MAX_VALUE);
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        text.append("=== ").append(title).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
    }
}
