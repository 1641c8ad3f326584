package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every shape that we write: requests to servers, answers and events to clients. */
final class WireGoldenTest {
    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private final StringBuilder seen = new StringBuilder();
    private static final Pattern SEALED_EVENT = Pattern.compile("id: ([A-Za-z0-9_-]{43,})");

    private String session = "";

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url()
                + "', headers: { X-Api-Key: '${KEY}' } } }\n" + "origins: ['https://app.example']");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private void ask(String title, String request) throws IOException {
        try (RawClient client = gateway.client()) {
            Http.Head head = client.send(request).head();
            seen.append("=== ")
                    .append(title)
                    .append(", to the client\n")
                    .append(head.text())
                    .append('\n');
            if (head.value("Content-Type").equals("text/event-stream")) {
                for (String block = client.block(); !block.isEmpty(); block = client.block()) {
                    seen.append(block).append("\n\n");
                }
            } else {
                seen.append(new String(client.body(head), UTF_8)).append('\n');
            }
        }
    }

    private void expect(String name) throws IOException {
        Map<String, String> changing = new TreeMap<>(Map.of("127.0.0.1:" + upstream.port(), "127.0.0.1:PORT"));
        if (!session.isEmpty()) {
            changing.put(session, "SESSION");
        }
        for (FakeUpstream.Received received : upstream.received()) {
            seen.append("=== to the server\n")
                    .append(received.head().text())
                    .append('\n')
                    .append(received.text())
                    .append('\n');
        }
        String text = seen.toString();
        for (Map.Entry<String, String> each : changing.entrySet()) {
            text = text.replace(each.getKey(), each.getValue());
        }
        Golden.expect("wire/" + name, SEALED_EVENT.matcher(text).replaceAll("id: SEALED"));
    }

    @Test
    void aModernCall() throws Exception {
        String body = Mcp.request(
                "\"a\"",
                "tools/call",
                Mcp.modernParams("\"name\":\"echo\",\"arguments\":{\"text\":\"é\",\"region\":\"a b\"}"));
        ask(
                "call",
                Mcp.modern(
                        "/mcp/up", "tools/call", "echo", body, "Mcp-Param-Region: a b", "Origin: https://app.example"));
        expect("modern-call");
    }

    @Test
    void aModernStream() throws Exception {
        upstream.on("tools/call", (request, wire) -> wire.stream()
                .event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"))
                .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                .end());
        ask("stream", Mcp.modernCall("1", "x"));
        expect("modern-stream");
    }

    @Test
    void anErrorInAStream() throws Exception {
        upstream.on("tools/call", (request, wire) -> wire.stream()
                .event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"))
                .cut());
        ask("stream", Mcp.modernCall("1", "x"));
        expect("stream-error");
    }

    @Test
    void aLegacySession() throws Exception {
        BlockingQueue<String> ours = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            ours.add(request.id());
            wire.stream().chunk("id: ev-1\nretry: 50\ndata:\n\n");
            wire.end();
        });
        upstream.on("GET", (request, wire) -> wire.stream()
                .event("ev-2", Mcp.result(ours.take(), "{\"content\":[]}"))
                .end());
        session = gateway.session();
        ask("call", Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x")));
        String[] fields = {"Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"};
        String event =
                SEALED_EVENT.matcher(seen).results().findFirst().orElseThrow().group(1);
        ask("resumed", Mcp.head("GET", "/mcp/up", fields[0], fields[1], "Last-Event-ID: " + event) + "\r\n");
        ask("notification", Mcp.legacy(session, Mcp.notification("notifications/roots/list_changed", "{}")));
        ask("end", Mcp.head("DELETE", "/mcp/up", fields) + "\r\n");
        Await.until("the end of the session", () -> !upstream.received("DELETE").isEmpty());
        expect("legacy-session");
    }

    @Test
    void theHandshake() throws Exception {
        RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1")));
        session = answer.head().value("Mcp-Session-Id");
        seen.append("=== initialize, to the client\n")
                .append(answer.head().text())
                .append('\n')
                .append(answer.text())
                .append('\n');
        expect("legacy-initialize");
    }

    @Test
    void failuresOfAServer() throws Exception {
        for (String era : List.of("modern", "legacy")) {
            session = era.equals("legacy") ? gateway.session() : "";
            upstream.on("tools/call", (request, wire) -> wire.status(500, "text/plain", "no"));
            upstream.on("prompts/list", (request, wire) -> wire.status(500, "text/plain", "no"));
            if (session.isEmpty()) {
                ask(era + " call", Mcp.modernCall("1", "x"));
                ask(
                        era + " list",
                        Mcp.modern(
                                "/mcp/up", "prompts/list", "", Mcp.request("1", "prompts/list", Mcp.modernParams(""))));
            } else {
                ask(era + " call", Mcp.legacy(session, Mcp.legacyCall("1", "x")));
                ask(era + " list", Mcp.legacy(session, Mcp.request("1", "prompts/list", "{}")));
                upstream.on("notifications/x", (request, wire) -> wire.status(500, "text/plain", "no"));
                ask(era + " notification", Mcp.legacy(session, Mcp.notification("notifications/x", "{}")));
            }
        }
        Golden.expect("wire/server-failures", seen.toString());
    }

    @Test
    void aPreflight() throws Exception {
        ask(
                "preflight",
                Mcp.head("OPTIONS", "/mcp/up", "Origin: https://app.example", "Access-Control-Request-Method: POST")
                        + "\r\n");
        expect("preflight");
    }
}
