package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row S17: what a token opened ends with it, on the clock of the whole gateway. */
final class ExpiryPathTest {
    private static final Duration LATE = Duration.ofSeconds(3);

    private final BlockingQueue<String> never = new LinkedBlockingQueue<>();
    private FakeUpstream upstream;
    private IssuerFixture idp;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new FakeUpstream();
        idp = new IssuerFixture();
        gateway = GatewayFixture.before(upstream, idp.trusted());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        idp.close();
        upstream.close();
    }

    /** A token that is over at {@code expiry}. */
    private String token(Instant expiry) {
        return "Authorization: Bearer "
                + idp.token("http://127.0.0.1:" + gateway.port() + "/mcp/up", claims -> {
                    long issued = expiry.getEpochSecond() - 300;
                    claims.put("iat", issued).put("nbf", issued).put("exp", expiry.getEpochSecond());
                });
    }

    private static Instant soon() {
        return Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
    }

    /** It ends when its token does: not before, and seconds after at the most. */
    private void endsWith(RawClient stream, Instant expiry) throws Exception {
        for (String event = stream.event(); !event.isEmpty(); event = stream.event()) {
            assertTrue(event.contains("session.revoked") || !event.contains("error"), event);
        }
        Instant now = Instant.now();
        assertFalse(now.isBefore(expiry), "it ended early");
        assertTrue(now.isBefore(expiry.plus(LATE)), () -> "it ended " + Duration.between(expiry, now) + " late");
    }

    @Test
    void s17ALegacyStreamEndsWithTheTokenThatOpenedIt() throws Exception {
        upstream.on("GET", (_, wire) -> wire.stream());
        Instant expiry = soon();
        String token = token(expiry);
        String session = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), token))
                .head()
                .value("Mcp-Session-Id");
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head("GET", "/mcp/up", token, "Mcp-Session-Id: " + session) + "\r\n");
            assertEquals(200, RawClient.status(client.head()));
            endsWith(client, expiry);
        }
        assertEquals(Outcome.REVOKED, gateway.recorder.ended().getLast().outcome());
    }

    @Test
    void s17ASubscriptionEndsWithTheTokenThatOpenedIt() throws Exception {
        upstream.on("subscriptions/listen", (_, wire) -> {
            wire.stream().event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
            never.take();
        });
        Instant expiry = soon();
        String listen = Mcp.request("5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}"));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", listen, token(expiry)));
            assertEquals(200, RawClient.status(client.head()));
            endsWith(client, expiry);
        }
        assertEquals(Outcome.REVOKED, gateway.recorder.only("subscriptions/listen"));
    }

    @Test
    void s17AStreamThatIsOpenedWithinTheSkewEndsAtOnce() throws Exception {
        upstream.on("GET", (_, wire) -> wire.stream());
        Instant expiry = Instant.now().minusSeconds(20);
        String token = token(expiry);
        String session = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), token))
                .head()
                .value("Mcp-Session-Id");
        assertFalse(session.isEmpty());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head("GET", "/mcp/up", token, "Mcp-Session-Id: " + session) + "\r\n");
            assertEquals(200, RawClient.status(client.head()));
            Instant opened = Instant.now();
            assertEquals("", client.event());
            assertTrue(Instant.now().isBefore(opened.plus(LATE)));
        }
    }

    @Test
    void s17ACallThatBeganInTimeIsAnswered() throws Exception {
        BlockingQueue<String> go = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            go.take();
            wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}"));
        });
        Instant expiry = soon();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "x", token(expiry)));
            Await.until("the call", () -> upstream.received("tools/call").size() == 1);
            Await.until("the end of the token", () -> Instant.now().isAfter(expiry.plusSeconds(2)));
            go.put("go");
            assertEquals(200, client.read().status());
        }
        assertEquals(Outcome.ANSWERED, gateway.recorder.only("tools/call"));
    }
}
