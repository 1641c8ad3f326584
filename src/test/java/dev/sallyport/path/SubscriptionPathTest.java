package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions to resources between the eras: what a client was told that it follows, the server knows. */
final class SubscriptionPathTest {
    private static final int SLOW_MS = 300;

    /** What the server takes to be subscribed to. */
    private final Set<String> followed = ConcurrentHashMap.newKeySet();

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

    /** A server of the older era, which is slow to subscribe and slower still to unsubscribe. */
    private void legacyServer() {
        upstream.legacyOnly();
        String initialized = FakeUpstream.INITIALIZED.replace("{\"tools\":{}}", "{\"resources\":{\"subscribe\":true}}");
        upstream.on(
                "initialize", (request, wire) -> wire.json(Mcp.result(request.id(), initialized), "Mcp-Session-Id: s"));
        upstream.on("resources/subscribe", (request, wire) -> {
            Thread.sleep(SLOW_MS);
            followed.add(uri(request));
            wire.json(Mcp.result(request.id(), "{}"));
        });
        upstream.on("resources/unsubscribe", (request, wire) -> {
            Thread.sleep(3 * SLOW_MS);
            followed.remove(uri(request));
            wire.json(Mcp.result(request.id(), "{}"));
        });
    }

    private static String uri(FakeUpstream.Received request) {
        return request.json().path("params").path("uri").asString();
    }

    private RawClient listening(String... uris) throws IOException {
        String names = "[\"" + String.join("\",\"", uris) + "\"]";
        String filter = "\"notifications\":{\"resourceSubscriptions\":" + names + "}";
        RawClient client = gateway.client();
        String body = Mcp.request("5", "subscriptions/listen", Mcp.modernParams(filter));
        client.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", body)).head();
        assertEquals(
                "notifications/subscriptions/acknowledged",
                client.message().path("method").asString());
        return client;
    }

    @Test
    void aSubscriptionIsAcknowledgedOnceALegacyServerHasTakenIt() throws Exception {
        legacyServer();
        try (RawClient _ = listening("a:b", "a:c")) {
            assertEquals(Set.of("a:b", "a:c"), Set.copyOf(followed));
        }
    }

    @Test
    void aSubscriptionThatIsRenewedWhileItEndsIsKept() throws Exception {
        legacyServer();
        listening("a:b", "a:c").close();
        Await.until("the end", () -> !upstream.received("resources/unsubscribe").isEmpty());
        try (RawClient _ = listening("a:c")) {
            assertEquals(Set.of("a:c"), Set.copyOf(followed));
            Thread.sleep(4 * SLOW_MS);
            assertEquals(Set.of("a:c"), Set.copyOf(followed));
        }
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForLong() throws Exception {
        legacyServer();
        upstream.on("resources/subscribe", (_, _) -> Thread.sleep(60_000));
        long began = System.nanoTime();
        try (RawClient _ = listening("a:b")) {
            assertTrue(System.nanoTime() - began < 20_000_000_000L);
        }
    }

    @Test
    void aLegacyClientsSubscriptionIsAnsweredOnceAModernServerHasTakenIt() throws Exception {
        upstream.modernOnly();
        upstream.on(
                "server/discover",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        FakeUpstream.DISCOVERED.replace("{\"tools\":{}}", "{\"resources\":{\"subscribe\":true}}"))));
        CountDownLatch done = new CountDownLatch(1);
        upstream.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            Thread.sleep(SLOW_MS);
            request.json()
                    .at("/params/notifications/resourceSubscriptions")
                    .forEach(uri -> followed.add(uri.asString()));
            String id = "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}}";
            wire.event(Mcp.notification("notifications/subscriptions/acknowledged", id));
            done.await();
        });
        String[] session = {"Mcp-Session-Id: " + gateway.session(), "MCP-Protocol-Version: 2025-11-25"};
        try (RawClient stream = gateway.client()) {
            stream.send(Mcp.head("GET", "/mcp/up", session) + "\r\n").head();
            String subscribe = Mcp.request("4", "resources/subscribe", "{\"uri\":\"a:b\"}");
            RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", subscribe, session));
            assertEquals("{}", answer.json().path("result").toString(), answer.text());
            assertEquals(Set.of("a:b"), Set.copyOf(followed));
            done.countDown();
        }
    }
}
