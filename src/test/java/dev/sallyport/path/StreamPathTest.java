package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Streams pass event by event, never buffered whole; what goes wrong in the middle is answered in the stream. */
final class StreamPathTest {
    private static final String NOTE = Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":%s}");

    private FakeUpstream upstream;
    private GatewayFixture gateway;
    /** What the test lets the server do next; the server waits for it. */
    private final BlockingQueue<String> cue = new SynchronousQueue<>();

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

    private static String note(Object data) {
        return NOTE.formatted(data);
    }

    @Test
    void eachEventPassesBeforeTheNextIsSaid() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            for (int i = 0; i < 5; i++) {
                wire.event(note(cue.take()));
            }
            cue.take();
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x"));
            Http.Head head = client.head();
            assertEquals("text/event-stream", head.value("Content-Type"));
            assertEquals("no", head.value("X-Accel-Buffering"));
            assertTrue(head.value("Cache-Control").contains("no-cache"));
            for (int i = 0; i < 5; i++) {
                cue.put(String.valueOf(i));
                assertEquals(i, client.message().path("params").path("data").asInt());
            }
            cue.put("end");
            assertEquals(1, client.message().path("id").asInt());
            assertEquals("", client.event());
            assertEquals("y", OutcomePathTest.text(askWhole(client)));
        }
    }

    private RawClient.Answer askWhole(RawClient client) throws IOException {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
        return client.ask(Mcp.modernCall("2", "y"));
    }

    @Test
    void anEventMayArriveInAnyPieces() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            String text = ":hello\r\nevent: message\rdata: " + note("\"é\"") + "\r\n\r\ndata:"
                    + Mcp.result(request.id(), FakeUpstream.echo(request.json())) + "\n\n";
            wire.stream();
            for (int i = 0; i < text.length(); i++) {
                wire.chunk(text.substring(i, i + 1));
            }
            wire.end();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x")).head();
            assertEquals("é", client.message().path("params").path("data").asString());
            assertEquals(1, client.message().path("id").asInt());
        }
    }

    @Test
    void aSilentStreamIsKeptAliveByComments() throws Exception {
        try (PipelineFixture bare = new PipelineFixture(upstream, new PipelineFixture.Parts())) {
            upstream.on("tools/call", (request, wire) -> {
                wire.stream().event(note(1));
                cue.take();
            });
            try (RawClient client = bare.client()) {
                client.send(Mcp.modernCall("1", "x")).head();
                assertTrue(client.block().contains("data: "));
                assertEquals(":", client.block());
                assertEquals(":", client.block());
            }
            cue.put("end");
        }
    }

    @Test
    void whatGoesWrongInAStreamIsAnsweredInIt() throws Exception {
        assertInStream("upstream.connection-lost", Outcome.UPSTREAM_FAILED, (request, wire) -> wire.cut());
        assertInStream("upstream.connection-lost", Outcome.UPSTREAM_FAILED, (request, wire) -> wire.end());
        assertInStream("upstream.connection-lost", Outcome.UPSTREAM_FAILED, (request, wire) -> wire.raw("zz\r\n"));
        assertInStream("upstream.protocol", Outcome.UPSTREAM_FAILED, (request, wire) -> wire.event("no json"));
        assertInStream(
                "upstream.protocol", Outcome.UPSTREAM_FAILED, (request, wire) -> wire.event(Mcp.result("99", "{}")));
        assertInStream(
                "upstream.protocol",
                Outcome.UPSTREAM_FAILED,
                (request, wire) -> wire.chunk("data: " + "x".repeat(20 << 20)));
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}]}")));
        gateway.close();
        gateway = GatewayFixture.before(upstream);
        assertInStream(
                "validation.result-mismatch",
                Outcome.DENIED,
                (request, wire) -> wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
    }

    private void assertInStream(String reason, Outcome outcome, FakeUpstream.Script fault) throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(note(1));
            cue.take();
            fault.answer(request, wire);
        });
        int before = gateway.recorder.ended().size();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("\"a\"", "x")).head();
            assertEquals(1, client.message().path("params").path("data").asInt());
            cue.put("go");
            JsonNode answer = client.message();
            assertEquals("a", answer.path("id").asString(), answer.toString());
            assertEquals(reason, Mcp.reason(answer), answer.toString());
            assertEquals("", client.event());
        }
        assertEquals(before + 1, gateway.recorder.ended().size());
        assertEquals(outcome, MemoryRecorder.outcome(gateway.recorder.ended().getLast()));
    }

    @Test
    void aModernClientThatLeavesClosesTheStreamAtTheServer() throws Exception {
        BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(note(1));
            closed.add(wire.isClosedWithin(5_000));
        });
        RawClient client = gateway.client();
        client.send(Mcp.modernCall("1", "x")).head();
        client.message();
        client.close();
        assertTrue(closed.take());
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
        assertEquals(0, upstream.received("notifications/cancelled").size());
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerClosesTheRequestAtTheServer() throws Exception {
        BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> closed.add(wire.isClosedWithin(5_000)));
        RawClient client = gateway.client();
        client.send(Mcp.modernCall("1", "x"));
        upstream.only("tools/call");
        client.close();
        assertTrue(closed.take());
    }

    @Test
    void aSubscriptionIsMappedAndHasAnOpeningAndOneOutcome() throws Exception {
        upstream.on("subscriptions/listen", (request, wire) -> {
            String params = "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "},\"n\":%d}";
            wire.stream().event(Mcp.notification("notifications/subscriptions/acknowledged", params.formatted(0)));
            wire.event(Mcp.notification("notifications/tools/list_changed", params.formatted(1)));
            cue.take();
        });
        try (RawClient client = gateway.client()) {
            String body = Mcp.request("\"sub\"", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}"));
            client.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", body)).head();
            for (int i = 0; i < 2; i++) {
                JsonNode params = client.message().path("params");
                assertEquals(i, params.path("n").asInt());
                assertEquals(
                        "sub",
                        params.path("_meta")
                                .path("io.modelcontextprotocol/subscriptionId")
                                .asString());
            }
            assertEquals(1, gateway.recorder.opened().size());
            assertEquals(0, gateway.recorder.ended().size());
        }
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("subscriptions/listen"));
        cue.put("end");
    }

    @Test
    void aClientThatDoesNotReadStopsTheReadingOfTheServer() throws Exception {
        AtomicLong written = new AtomicLong();
        String event = note("\"" + "x".repeat(8_000) + "\"");
        long all = 24L << 20;
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            while (written.get() < all) {
                wire.event(event);
                written.addAndGet(event.length());
            }
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        try (RawClient client = RawClient.slow(gateway.port())) {
            client.send(Mcp.modernCall("1", "x"));
            long before = -1;
            while (written.get() != before || before <= 0) {
                before = written.get();
                Thread.sleep(200);
            }
            assertTrue(before < 12L << 20, "the server could write " + before + " bytes");
            client.head();
            int events = 0;
            while (client.message().path("id").isMissingNode()) {
                events++;
            }
            assertTrue(events >= all / event.length(), "events " + events);
        }
        assertEquals(Outcome.ANSWERED, gateway.recorder.only("tools/call"));
    }

    @Test
    void aClientThatReadsSlowlyButReadsIsNotCut() throws Exception {
        String event = note("\"" + "x".repeat(60_000) + "\"");
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            for (int i = 0; i < 350; i++) {
                wire.event(event);
            }
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        try (PipelineFixture bare = new PipelineFixture(upstream, new PipelineFixture.Parts());
                RawClient client = bare.slowClient()) {
            client.send(Mcp.modernCall("1", "x")).head();
            int events = 0;
            while (client.message().path("id").isMissingNode()) {
                events++;
                Thread.sleep(8);
            }
            assertEquals(350, events);
        }
    }

    @Test
    void aStreamStaysOpenWhileNothingIsSaid() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            cue.take();
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x"));
            assertEquals(200, RawClient.status(client.head()));
            assertFalse(client.isClosedWithin(200));
            cue.put("go");
            assertEquals(1, client.message().path("id").asInt());
        } catch (SocketTimeoutException late) {
            throw new AssertionError("the head of a stream is held back", late);
        }
    }

    @Test
    void aClientThatTakesOnlyOneKindOfAnswerGetsThatKind() throws Exception {
        for (String accept : new String[] {"application/json", "APPLICATION/JSON", "application/*", "*/*"}) {
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x", "Accept: " + accept));
            assertEquals("x", OutcomePathTest.text(answer), accept);
            assertEquals("application/json", answer.head().value("Content-Type"), accept);
        }
        for (String accept : new String[] {"text/event-stream", "Text/Event-Stream", "text/*"}) {
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x", "Accept: " + accept));
            assertEquals("text/event-stream", answer.head().value("Content-Type"), accept);
            assertEquals("x", OutcomePathTest.text(answer), accept);
        }
    }

    @Test
    void aClientOfHttp10GetsAStreamThatItsConnectionEnds() throws Exception {
        upstream.on("tools/call", (request, wire) -> wire.stream()
                .event(note(1))
                .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                .end());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x", "Connection: keep-alive").replace(" HTTP/1.1", " HTTP/1.0"));
            Http.Head head = client.head();
            assertEquals("", head.value("Transfer-Encoding"));
            assertEquals("close", head.value("Connection"));
            String all = client.all();
            assertTrue(all.startsWith("data: {"), all);
            assertTrue(all.endsWith("}\n\n"), all);
            assertEquals(2, all.split("data: ", -1).length - 1);
        }
    }
}
