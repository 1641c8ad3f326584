package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A request that the gateway itself gives up is cancelled at the server, in the way of its era. */
final class WithdrawalPathTest {
    @TempDir
    private Path folder;

    private final CountDownLatch over = new CountDownLatch(1);

    private Path log() {
        return folder.resolve("log");
    }

    private GatewayFixture local(String mode) throws IOException {
        return GatewayFixture.of("servers: { up: { command: " + Children.command(mode, log()) + " } }\n"
                + "limits: { request-timeout: 1500ms }");
    }

    private FakeUpstream hanging(String method) throws IOException {
        return new FakeUpstream().on(method, (_, _) -> assertTrue(over.await(60, TimeUnit.SECONDS)));
    }

    private static void assertCancels(JsonNode call, JsonNode note) {
        assertEquals(call.path("id"), note.path("params").path("requestId"));
        assertFalse(note.path("params").path("reason").asString("").isEmpty(), note.toString());
    }

    private JsonNode heard(String method) throws InterruptedException {
        Await.until(method, () -> !Children.log(log(), method).isEmpty());
        assertEquals(1, Children.log(log(), method).size());
        return Mcp.json(Children.log(log(), method).getFirst());
    }

    @Test
    void aLegacyRequestThatTakesTooLongIsCancelledOverHttp() throws Exception {
        try (FakeUpstream upstream = hanging("tools/call");
                GatewayFixture gateway = GatewayFixture.before(upstream, "limits: { request-timeout: 500ms }")) {
            String session = gateway.session();
            assertEquals(
                    "upstream.timeout",
                    gateway.ask(Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x")))
                            .reason());
            FakeUpstream.Received note = upstream.only("notifications/cancelled");
            assertCancels(upstream.only("tools/call").json(), note.json());
            assertEquals("upstream-secret-1", note.head().value("Mcp-Session-Id"));
            over.countDown();
        }
    }

    @Test
    void aLegacyRequestIsCancelledOverHttpWhenTheGatewayStops() throws Exception {
        try (FakeUpstream upstream = hanging("tools/call")) {
            try (GatewayFixture gateway = GatewayFixture.before(upstream);
                    RawClient client = gateway.client()) {
                client.send(Mcp.legacy(gateway.session(), Mcp.legacyCall("1", "x")));
                upstream.only("tools/call");
                gateway.drain(Duration.ofMillis(50));
                assertEquals("gateway.stopping", client.read().reason());
            }
            assertCancels(
                    upstream.only("tools/call").json(),
                    upstream.only("notifications/cancelled").json());
            over.countDown();
        }
    }

    @Test
    void aListOfToolsThatTakesTooLongIsCancelledToo() throws Exception {
        try (FakeUpstream upstream = hanging("tools/list");
                GatewayFixture gateway = GatewayFixture.before(upstream, "limits: { request-timeout: 500ms }")) {
            gateway.ask(Mcp.legacy(gateway.session(), Mcp.legacyCall("1", "x")));
            assertCancels(
                    upstream.only("tools/list").json(),
                    upstream.only("notifications/cancelled").json());
            over.countDown();
        }
    }

    @Test
    void aHandshakeIsNeverCancelled() throws Exception {
        try (FakeUpstream upstream = hanging("initialize");
                GatewayFixture gateway = GatewayFixture.before(upstream, "limits: { request-timeout: 500ms }")) {
            assertEquals(
                    "upstream.timeout",
                    gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).reason());
            Thread.sleep(100);
            assertEquals(List.of(), upstream.received("notifications/cancelled"));
            over.countDown();
        }
    }

    @Test
    void aModernRequestThatTakesTooLongClosesItsStreamOverHttp() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, "limits: { request-timeout: 500ms }")) {
            upstream.on("tools/call", (_, wire) -> {
                if (wire.stream().isClosedWithin(10_000)) {
                    closed.countDown();
                }
            });
            gateway.ask(Mcp.modernCall("1", "x"));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertEquals(List.of(), upstream.received("notifications/cancelled"));
        }
    }

    @Test
    void aLegacyRequestThatTakesTooLongIsCancelledOverStdio() throws Exception {
        try (GatewayFixture gateway = local("hang")) {
            String session = gateway.session();
            assertEquals(
                    "upstream.timeout",
                    gateway.ask(Mcp.legacy(session, Mcp.legacyCall("\"mine\"", "x")))
                            .reason());
            assertCancels(heard("tools/call"), heard("notifications/cancelled"));
            assertEquals(Outcome.TIMED_OUT, gateway.recorder.only("tools/call"));
        }
    }

    @Test
    void aModernRequestThatTakesTooLongIsCancelledOverStdio() throws Exception {
        try (GatewayFixture gateway = local("hang")) {
            assertEquals(
                    "upstream.timeout",
                    gateway.ask(Mcp.modernCall("\"mine\"", "x")).reason());
            assertCancels(heard("tools/call"), heard("notifications/cancelled"));
        }
    }
}
