package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The legacy era over HTTP: server requests, the GET stream, resumption and cancellation. */
final class LegacyPathTest {
    private static final String SAMPLING = "sampling/createMessage";

    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private String session;
    private final BlockingQueue<String> cue = new SynchronousQueue<>();

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
        session = gateway.session();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private RawClient open(String... more) throws IOException {
        String[] fields = new String[more.length + 2];
        fields[0] = "Mcp-Session-Id: " + session;
        fields[1] = "MCP-Protocol-Version: 2025-11-25";
        System.arraycopy(more, 0, fields, 2, more.length);
        return gateway.client().send(Mcp.head("GET", "/mcp/up", fields) + "\r\n");
    }

    @Test
    void aServerMayAskWithinACallAndIsAnswered() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event("e1", Mcp.request("\"srv-7\"", SAMPLING, "{\"messages\":[]}"));
            cue.take();
            wire.event("e2", Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
            JsonNode asked = client.message();
            assertEquals(SAMPLING, asked.path("method").asString());
            String id = asked.path("id").toString();
            String reply = Mcp.result(
                    id, "{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"hi\"},\"model\":\"m\"}");
            assertEquals(202, gateway.ask(Mcp.legacy(session, reply)).status());
            FakeUpstream.Received answer = upstream.only("response");
            assertEquals("srv-7", answer.json().path("id").asString());
            assertEquals(
                    "hi",
                    answer.json().path("result").path("content").path("text").asString());
            assertEquals(
                    "validation.response-unasked",
                    gateway.ask(Mcp.legacy(session, reply)).reason());
            cue.put("go");
            assertEquals(1, client.message().path("id").asInt());
        }
        assertEquals(1, upstream.received("response").size());
    }

    @Test
    void aServerMayAskOnItsOwnStream() throws Exception {
        upstream.on("GET", (request, wire) -> {
            wire.stream().event(Mcp.request("4", "roots/list", "{}"));
            cue.take();
            wire.event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
            cue.take();
        });
        try (RawClient client = open()) {
            assertEquals("text/event-stream", client.head().value("Content-Type"));
            JsonNode asked = client.message();
            assertEquals("roots/list", asked.path("method").asString());
            assertEquals(
                    202,
                    gateway.ask(Mcp.legacy(session, Mcp.result(asked.path("id").toString(), "{\"roots\":[]}")))
                            .status());
            assertEquals(4, upstream.only("response").json().path("id").asInt());
            cue.put("go");
            assertEquals(
                    "notifications/message", client.message().path("method").asString());
            assertEquals(1, gateway.recorder.opened().size());
        }
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("stream/open"));
        cue.put("end");
    }

    @Test
    void anUnaskedResponseIsRefused() throws Exception {
        for (String id : List.of("1", "\"srv-7\"", "-1", "0")) {
            RawClient.Answer answer = gateway.ask(Mcp.legacy(session, Mcp.result(id, "{}")));
            assertEquals(400, answer.status());
            assertEquals("validation.response-unasked", answer.reason());
        }
        assertEquals(0, upstream.received("response").size());
    }

    @Test
    void aServerWithoutAStreamOfItsOwnIsMet405() throws Exception {
        try (RawClient client = open()) {
            RawClient.Answer answer = client.read();
            assertEquals(405, answer.status());
            assertEquals("upstream.no-stream", answer.reason());
        }
    }

    @Test
    void aBrokenRequestIsAnsweredOnTheResumedStreamWithTheClientsId() throws Exception {
        BlockingQueue<String> ours = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            ours.add(request.id());
            wire.stream().chunk("id: ev-1\nretry: 50\ndata:\n\n");
            wire.end();
        });
        upstream.on("GET", (request, wire) -> wire.stream()
                .event("ev-2", Mcp.result(ours.take(), "{\"content\":[{\"type\":\"text\",\"text\":\"late\"}]}"))
                .end());
        String shown;
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x"))).head();
            String primed = client.block();
            assertTrue(primed.startsWith("id: ") && primed.contains("retry: 50"), primed);
            assertFalse(primed.contains("ev-1"), "the server's own id stays here");
            shown = primed.substring(4, primed.indexOf('\n'));
            assertEquals("", client.event());
        }
        try (RawClient client = open("Last-Event-ID: " + shown)) {
            client.head();
            JsonNode answer = client.message();
            assertEquals("mine", answer.path("id").asString());
            assertEquals(
                    "late",
                    answer.path("result").path("content").path(0).path("text").asString());
            assertNotEquals(shown, client.lastId());
        }
        assertEquals("ev-1", upstream.only("GET").head().value("Last-Event-ID"));
    }

    @Test
    void aResultOnAResumedStreamIsJudgedLikeAnyOther() throws Exception {
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}]}")));
        BlockingQueue<String> ours = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            ours.add(request.id());
            wire.stream().chunk("id: ev-1\ndata:\n\n");
            wire.end();
        });
        String shown;
        upstream.on("GET", (request, wire) -> wire.stream()
                .event("ev-2", Mcp.result(ours.take(), "{\"content\":[],\"structuredContent\":{\"evil\":1}}"))
                .end());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x"))).head();
            assertEquals("", client.event());
            shown = client.lastId();
        }
        try (RawClient client = open("Last-Event-ID: " + shown)) {
            client.head();
            String all = client.event();
            assertFalse(all.contains("evil"), all);
        }
    }

    @Test
    void aStreamThatBreaksWithNothingToResumeAfterIsAnsweredInIt() throws Exception {
        upstream.on("tools/call", (request, wire) -> wire.stream()
                .event(Mcp.notification("notifications/message", "{\"data\":1}"))
                .end());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
            client.message();
            assertEquals("upstream.connection-lost", Mcp.reason(client.message()));
        }
    }

    @Test
    void aClientThatLeavesDoesNotCancel() throws Exception {
        BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event("ev-1", Mcp.notification("notifications/message", "{\"data\":1}"));
            closed.add(wire.isClosedWithin(5_000));
        });
        RawClient client = gateway.client();
        client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
        client.message();
        client.close();
        assertTrue(closed.take());
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
        Thread.sleep(100);
        assertEquals(0, upstream.received("notifications/cancelled").size());
    }

    @Test
    void aClientThatLeftMayStillCancel() throws Exception {
        upstream.on("tools/call", (_, wire) -> {
            wire.stream().event("ev-1", Mcp.notification("notifications/message", "{\"data\":1}"));
            wire.isClosedWithin(5_000);
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("7", "x"))).head();
            client.message();
        }
        Await.until("the end", () -> gateway.recorder.ended().stream()
                .anyMatch(each -> each.outcome() == Outcome.CLIENT_GONE));
        String cancel = Mcp.legacy(session, Mcp.notification("notifications/cancelled", "{\"requestId\":7}"));
        assertEquals(202, gateway.ask(cancel).status());
        assertEquals(202, gateway.ask(cancel).status());
        assertEquals(
                upstream.only("tools/call").json().path("id"),
                upstream.only("notifications/cancelled").json().path("params").path("requestId"));
    }

    /** What is kept for a cancellation holds the message, so that large ones would fill the memory, 64 for each session. */
    @Test
    void ofALargeCallThatItsClientLeftNothingIsKept() throws Exception {
        upstream.on("tools/call", (_, wire) -> wire.isClosedWithin(5_000));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("7", "x".repeat(20_000))));
            upstream.only("tools/call");
        }
        Await.until("the end", () -> gateway.recorder.ended().stream()
                .anyMatch(each -> each.outcome() == Outcome.CLIENT_GONE));
        gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/cancelled", "{\"requestId\":7}")));
        Thread.sleep(200);
        assertEquals(0, upstream.received("notifications/cancelled").size());
    }

    @Test
    void aCancelledCallIsLetGoOnlyAfterTheServerHeardOfIt() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event("ev-1", Mcp.notification("notifications/message", "{\"data\":1}"));
            order.add(wire.isClosedWithin(5_000) ? "closed" : "open");
        });
        upstream.on("notifications/cancelled", (request, wire) -> {
            Thread.sleep(300);
            order.add("heard");
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
            client.message();
            gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/cancelled", "{\"requestId\":1}")));
        }
        Await.until("both", () -> order.size() == 2);
        assertEquals(List.of("heard", "closed"), order);
    }

    @Test
    void aCancellationReachesTheServerWithOurId() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event("ev-1", Mcp.notification("notifications/message", "{\"data\":1}"));
            wire.isClosedWithin(5_000);
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x"))).head();
            client.message();
            String note = Mcp.notification("notifications/cancelled", "{\"requestId\":\"mine\",\"reason\":\"enough\"}");
            assertEquals(202, gateway.ask(Mcp.legacy(session, note)).status());
            assertEquals("", client.event());
        }
        JsonNode params = upstream.only("notifications/cancelled").json().path("params");
        assertEquals(upstream.only("tools/call").json().path("id"), params.path("requestId"));
        assertEquals("enough", params.path("reason").asString());
        String unknown = Mcp.notification("notifications/cancelled", "{\"requestId\":\"never\"}");
        assertEquals(202, gateway.ask(Mcp.legacy(session, unknown)).status());
        assertEquals(1, upstream.received("notifications/cancelled").size());
    }

    @Test
    void anIdThatIsInUseIsRefused() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            cue.take();
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
            upstream.only("tools/call");
            assertEquals(
                    "validation.id-in-use",
                    gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "y"))).reason());
            cue.put("go");
            assertEquals("x", OutcomePathTest.text(client.read()));
        }
    }
}
