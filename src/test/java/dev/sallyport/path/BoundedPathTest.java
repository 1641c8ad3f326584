package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One slow server takes no more than its share. */
final class BoundedPathTest {
    private static GatewayFixture gateway(FakeUpstream slow, FakeUpstream quick, String bounds) throws Exception {
        return GatewayFixture.of("servers: { up: { url: '" + slow.url() + "', " + bounds + " }, quick: { url: '"
                + quick.url() + "' } }");
    }

    private static boolean isHanging(FakeUpstream.Received request) {
        JsonNode text = request.json().path("params").path("arguments").path("text");
        return text.asString("").equals("hang");
    }

    private static String quickCall() {
        return Mcp.modern("/mcp/quick", "tools/call", "echo", Mcp.call("9", "quick"));
    }

    @Test
    void aRequestBeyondTheBoundIsRefusedAndOtherServersGoOn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream slow = new FakeUpstream();
                FakeUpstream quick = new FakeUpstream();
                GatewayFixture gateway = gateway(slow, quick, "concurrency: 2");
                RawClient first = gateway.client();
                RawClient second = gateway.client()) {
            slow.on("tools/call", (request, wire) -> {
                if (isHanging(request)) {
                    go.await();
                }
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            });
            first.send(Mcp.modernCall("1", "hang"));
            second.send(Mcp.modernCall("2", "hang"));
            Await.until("both", () -> slow.received("tools/call").size() == 2);
            RawClient.Answer refused = gateway.ask(Mcp.modernCall("3", "x"));
            assertEquals("upstream.busy", refused.reason());
            assertEquals("1", refused.head().value("Retry-After"));
            assertEquals("quick", OutcomePathTest.text(gateway.ask(quickCall())));
            go.countDown();
            assertEquals("hang", OutcomePathTest.text(first.read()));
            assertEquals("hang", OutcomePathTest.text(second.read()));
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("4", "x"))));
        }
    }

    @Test
    void whatIsGivenUpCountsNoMore() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream slow = new FakeUpstream();
                FakeUpstream quick = new FakeUpstream();
                GatewayFixture gateway = gateway(slow, quick, "concurrency: 1")) {
            slow.on("tools/call", (request, wire) -> {
                if (isHanging(request)) {
                    go.await();
                }
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            });
            try (RawClient client = gateway.client()) {
                client.send(Mcp.modernCall("1", "hang"));
                Await.until("the call", () -> slow.received("tools/call").size() == 1);
            }
            Await.until("the end of it", () -> gateway.recorder.ended().stream()
                    .anyMatch(each -> each.outcome() == Outcome.CLIENT_GONE));
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("2", "x"))));
            go.countDown();
        }
    }

    @Test
    void aServerWithATimeOfItsOwnIsGivenUpEarlierThanOthers() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream slow = new FakeUpstream();
                FakeUpstream quick = new FakeUpstream();
                GatewayFixture gateway = gateway(slow, quick, "timeout: 200ms")) {
            gateway.ask(Mcp.modernCall("0", "x"));
            slow.on("tools/call", (request, wire) -> {
                go.await();
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            });
            long began = System.nanoTime();
            assertEquals(
                    "upstream.timeout", gateway.ask(Mcp.modernCall("1", "hang")).reason());
            long millis = (System.nanoTime() - began) / 1_000_000;
            assertTrue(millis >= 200 && millis < 5_000, millis + " ms");
            assertEquals(Outcome.TIMED_OUT, gateway.recorder.ended().getLast().outcome());
            go.countDown();
        }
    }
}
