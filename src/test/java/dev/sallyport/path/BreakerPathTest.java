package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A remote server that fails whatever it is asked is not asked by everybody. */
final class BreakerPathTest {
    @Test
    void aServerThatFailsAtEveryRequestIsLeftAloneUntilOneIsAnswered() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = gateway(upstream, "breaker: 3")) {
            assertEquals("", call(gateway));
            upstream.on("tools/call", (_, wire) -> wire.status(500, "text/plain", "broken"));
            for (int i = 0; i < 3; i++) {
                assertEquals("remote", state(gateway));
                assertEquals("upstream.status", call(gateway));
            }
            assertEquals("circuit-open", state(gateway));
            int asked = upstream.received("tools/call").size();
            RawClient.Answer refused = gateway.ask(Mcp.modernCall("1", "x"));
            assertEquals("upstream.circuit-open", refused.reason());
            assertEquals("1", refused.head().value("Retry-After"));
            assertEquals(asked, upstream.received("tools/call").size(), "nothing is sent");
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
            Await.until("an answer", () -> isAnswered(gateway));
            assertEquals("remote", state(gateway));
            assertEquals("", call(gateway));
        }
    }

    @Test
    void oneThatNeverAnswersIsToo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = gateway(upstream, "breaker: 2, timeout: 50ms")) {
            assertEquals("", call(gateway));
            upstream.on("tools/call", (_, _) -> go.await());
            assertEquals("upstream.timeout", call(gateway));
            assertEquals("upstream.timeout", call(gateway));
            assertEquals("upstream.circuit-open", call(gateway));
            go.countDown();
        }
    }

    @Test
    void errorsOfToolsAndRequestsThatAreAnsweredNowAndThenOpenNothing() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = gateway(upstream, "breaker: 2")) {
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                            + ",\"error\":{\"code\":-32603,\"message\":\"no\"}}"));
            for (int i = 0; i < 10; i++) {
                assertTrue(gateway.ask(Mcp.modernCall("1", "x")).message().has("error"));
            }
            for (int i = 0; i < 5; i++) {
                upstream.on("tools/call", (_, wire) -> wire.status(500, "text/plain", "broken"));
                assertEquals("upstream.status", call(gateway));
                upstream.on(
                        "tools/call",
                        (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
                assertEquals("", call(gateway));
            }
        }
    }

    private static GatewayFixture gateway(FakeUpstream upstream, String more) throws IOException {
        return GatewayFixture.of("servers: { up: { url: '" + upstream.url() + "', " + more + " } }");
    }

    private static String state(GatewayFixture gateway) {
        return gateway.gateway.serverStates().values().iterator().next().state();
    }

    private static String call(GatewayFixture gateway) throws IOException {
        return gateway.ask(Mcp.modernCall("1", "x")).reason();
    }

    private static boolean isAnswered(GatewayFixture gateway) {
        try {
            return call(gateway).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
