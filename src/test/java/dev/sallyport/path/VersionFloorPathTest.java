package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revisions that are too old are spoken neither with clients nor with servers. */
final class VersionFloorPathTest {
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private GatewayFixture gateway(String clients, String server) throws IOException {
        return GatewayFixture.of(
                "servers: { up: { url: '" + upstream.url() + "'" + server + " } }\nsession: { " + clients + " }");
    }

    private static String initialize(String version) {
        return Mcp.post("/mcp/up", Mcp.initialize("1").replace("2025-11-25", version));
    }

    private void agreeOn(String version) {
        upstream.legacyOnly()
                .on(
                        "initialize",
                        (request, wire) -> wire.json(
                                Mcp.result(
                                        request.id(),
                                        "{\"protocolVersion\":\"" + version
                                                + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}"),
                                "Mcp-Session-Id: upstream-session"));
    }

    @Test
    void aClientOfATooOldRevisionReachesNoServer() throws Exception {
        try (GatewayFixture gateway = gateway("version-min: 2025-06-18", "")) {
            RawClient.Answer refused = gateway.ask(initialize("2025-03-26"));
            assertEquals(400, refused.status());
            assertEquals("session.version-min", refused.reason());
            assertTrue(refused.text().contains("2025-06-18"), refused.text());
            assertEquals(0, upstream.received("initialize").size());
            assertEquals(200, gateway.ask(initialize("2025-06-18")).status());
            assertEquals(200, gateway.ask(Mcp.modernCall("2", "x")).status());
        }
    }

    @Test
    void aClientAndAServerThatAgreeOnATooOldRevisionGetNoSession() throws Exception {
        agreeOn("2025-03-26");
        try (GatewayFixture gateway = gateway("version-min: 2025-06-18", "")) {
            RawClient.Answer refused = gateway.ask(initialize("2025-11-25"));
            assertEquals("session.version-min", refused.reason());
            assertTrue(refused.head().value("Mcp-Session-Id").isEmpty());
            upstream.only("DELETE");
        }
    }

    @Test
    void withTheNewestRevisionThereAreNoSessionsAtAll() throws Exception {
        try (GatewayFixture gateway = gateway("version-min: 2026-07-28", "")) {
            for (String version : new String[] {"2025-11-25", "2024-11-05", "2099-01-01"}) {
                assertEquals(
                        "session.version-min", gateway.ask(initialize(version)).reason());
            }
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("2", "x"))));
        }
    }

    @Test
    void aServerOfATooOldRevisionIsNotSpokenTo() throws Exception {
        agreeOn("2025-06-18");
        try (GatewayFixture gateway = gateway("max: 5", ", version-min: 2025-11-25")) {
            assertEquals(
                    "upstream.version-min",
                    gateway.ask(initialize("2025-11-25")).reason());
            assertEquals(
                    "upstream.version-min",
                    gateway.ask(Mcp.modernCall("2", "x")).reason());
            assertEquals(0, upstream.received("tools/call").size());
            agreeOn("2025-11-25");
            assertEquals(200, gateway.ask(initialize("2025-11-25")).status());
        }
    }

    @Test
    void aServerThatMustBeModernIsNeverAskedForASession() throws Exception {
        agreeOn("2025-11-25");
        try (GatewayFixture gateway = gateway("max: 5", ", version-min: 2026-07-28")) {
            assertEquals(
                    "upstream.version-min",
                    gateway.ask(Mcp.modernCall("2", "x")).reason());
            assertEquals(
                    "upstream.version-min",
                    gateway.ask(initialize("2025-11-25")).reason());
            assertEquals(0, upstream.received("initialize").size());
        }
    }
}
