package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without an id a request is a notification to JSON-RPC, and some servers carry it out all the same: it must not pass unjudged. */
final class NotificationPathTest {
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

    @Test
    void aCallWithoutAnIdReachesNoServer() throws Exception {
        String session =
                gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
        for (String method : List.of("tools/call", "resources/read", "logging/setLevel", "anything")) {
            RawClient.Answer legacy = gateway.ask(Mcp.legacy(session, Mcp.notification(method, "{\"name\":\"echo\"}")));
            assertEquals("400 validation.notification-form", legacy.status() + " " + legacy.reason());
            String body = Mcp.notification(method, Mcp.modernParams("\"name\":\"echo\""));
            RawClient.Answer modern = gateway.ask(Mcp.modern("/mcp/up", method, "echo", body));
            assertEquals("400 validation.notification-form", modern.status() + " " + modern.reason());
        }
        Thread.sleep(100);
        assertEquals(
                List.of(),
                upstream.received().stream()
                        .filter(request ->
                                !List.of("initialize", "server/discover", "").contains(request.method()))
                        .toList());
    }

    @Test
    void aNotificationThatIsNotKnownPasses() throws Exception {
        String session =
                gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
        assertEquals(
                202,
                gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/mine", "{}")))
                        .status());
        upstream.only("notifications/mine");
    }
}
