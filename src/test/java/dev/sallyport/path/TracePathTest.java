package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Which trace a message is part of: read, recorded, and sent on where it is sound, between clients and servers of both eras. */
final class TracePathTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
    private static final String HEADER = "traceparent: 00-" + OTHER + "-b7ad6b7169203331-01";

    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream, "telemetry: { baggage: [tenant] }");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private static String modern(String meta, String... fields) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + Mcp.MODERN_META.formatted(meta) + "}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("1", "tools/call", params), fields);
    }

    private static String member(String name, String value) {
        return ",\"" + name + "\":\"" + value + "\"";
    }

    /** The metadata of the call as the server got it. */
    private JsonNode sent() throws InterruptedException {
        return upstream.only("tools/call").json().path("params").path("_meta");
    }

    private String recorded() throws InterruptedException {
        gateway.recorder.only("tools/call");
        return gateway.recorder.ended().getLast().trace().traceId();
    }

    @Test
    void soundTraceContextPassesUnchangedAndIsRecorded() throws Exception {
        String state = "rojo=00f067aa0ba902b7,congo=t61";
        assertEquals(
                200,
                gateway.ask(modern(member("traceparent", PARENT) + member("tracestate", state), HEADER))
                        .status());
        assertEquals(PARENT, sent().path("traceparent").asString());
        assertEquals(state, sent().path("tracestate").asString());
        assertEquals(TRACE, recorded());
        assertEquals(List.of(), gateway.recorder.notes("tools/call"));
        assertFalse(upstream.only("tools/call").head().text().contains(OTHER), "no header of a client passes");
    }

    @Test
    void theHeaderCountsWhereTheMessageSaysNothing() throws Exception {
        assertEquals(200, gateway.ask(modern("", HEADER)).status());
        assertFalse(upstream.only("tools/call").raw().contains(OTHER));
        assertEquals(OTHER, recorded());
    }

    @Test
    void twoHeadersAreNone() throws Exception {
        assertEquals(200, gateway.ask(modern("", HEADER, HEADER)).status());
        assertEquals("", recorded());
    }

    @Test
    void malformedTraceContextIsLeftOutAndRefusesNothing() throws Exception {
        String bad = PARENT.replace("00-4b", "00-4B");
        String meta = member("traceparent", bad) + member("tracestate", "a=1") + member("baggage", "user=ann");
        assertEquals(
                200,
                gateway.ask(modern(meta, "traceparent: 00-" + TRACE + "-0-01")).status());
        assertEquals(2, sent().size(), sent().toString());
        assertEquals("", recorded());
        assertEquals(
                List.of("replace audit.baggage", "replace audit.trace-malformed"),
                gateway.recorder.notes("tools/call"));
    }

    @Test
    void aMalformedStateHidesNoBaggageThatIsLeftOut() throws Exception {
        String meta =
                member("traceparent", PARENT) + member("tracestate", "=") + member("baggage", "user=ann,tenant=b");
        assertEquals(200, gateway.ask(modern(meta)).status());
        assertEquals(PARENT, sent().path("traceparent").asString());
        assertFalse(sent().has("tracestate"));
        assertEquals("tenant=b", sent().path("baggage").asString());
        assertEquals(
                List.of("replace audit.baggage", "replace audit.trace-malformed"),
                gateway.recorder.notes("tools/call"));
    }

    @Test
    void ofAMalformedTraceWithBaggageThatGoesOnTheTraceIsToldAlone() throws Exception {
        String meta = member("traceparent", "none") + member("baggage", "tenant=b");
        assertEquals(200, gateway.ask(modern(meta)).status());
        assertEquals(List.of("replace audit.trace-malformed"), gateway.recorder.notes("tools/call"));
    }

    @Test
    void aStateThatIsTooLongIsLeftOutAlone() throws Exception {
        String meta =
                member("traceparent", PARENT) + member("tracestate", "a=" + "x".repeat(254) + ",b=" + "x".repeat(254));
        assertEquals(200, gateway.ask(modern(meta)).status());
        assertEquals(PARENT, sent().path("traceparent").asString());
        assertFalse(sent().has("tracestate"));
    }

    @Test
    void ofBaggageOnlyWhatTheSettingsNameGoesOn() throws Exception {
        String meta = member("traceparent", PARENT) + member("baggage", "user=ann,tenant=blue");
        assertEquals(200, gateway.ask(modern(meta)).status());
        assertEquals("tenant=blue", sent().path("baggage").asString());
        assertEquals(PARENT, sent().path("traceparent").asString());
        assertEquals(List.of("replace audit.baggage"), gateway.recorder.notes("tools/call"));
    }

    @Test
    void clientsOfTheOlderEraAreTracedLikewise() throws Exception {
        String session = gateway.session();
        String call = "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},\"_meta\":{\"traceparent\":\"" + PARENT
                + "\",\"baggage\":\"user=ann\"}}";
        assertEquals(
                200,
                gateway.ask(Mcp.legacy(session, Mcp.request("7", "tools/call", call)))
                        .status());
        assertEquals(Mcp.json("{\"traceparent\":\"" + PARENT + "\"}"), sent());
        assertEquals(TRACE, recorded());
    }

    @Test
    void notificationsOfClientsAreCleanedToo() throws Exception {
        String session = gateway.session();
        String note = "{\"_meta\":{\"traceparent\":\"" + PARENT + "\",\"baggage\":\"user=ann\"}}";
        assertEquals(
                202,
                gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/roots/list_changed", note)))
                        .status());
        assertEquals(
                Mcp.json("{\"_meta\":{\"traceparent\":\"" + PARENT + "\"}}"),
                upstream.only("notifications/roots/list_changed").json().path("params"));
    }

    @Test
    void betweenTheErasItGoesAlong() throws Exception {
        try (FakeUpstream older = new FakeUpstream().legacyOnly();
                FakeUpstream newer = new FakeUpstream().modernOnly();
                GatewayFixture between = GatewayFixture.of("servers: { older: { url: '" + older.url()
                        + "' }, newer: { url: '" + newer.url() + "' } }\n")) {
            assertEquals(
                    200,
                    between.ask(modern(member("traceparent", PARENT)).replace("/mcp/up", "/mcp/older"))
                            .status());
            assertEquals(
                    PARENT,
                    older.only("tools/call")
                            .json()
                            .at("/params/_meta/traceparent")
                            .asString());
            String session = between.ask(Mcp.post("/mcp/newer", Mcp.initialize("1")))
                    .head()
                    .value("Mcp-Session-Id");
            String call =
                    "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},\"_meta\":{\"traceparent\":\"" + PARENT + "\"}}";
            String[] fields = {"Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"};
            between.ask(Mcp.post("/mcp/newer", Mcp.notification("notifications/initialized", "{}"), fields));
            assertEquals(
                    200,
                    between.ask(Mcp.post("/mcp/newer", Mcp.request("7", "tools/call", call), fields))
                            .status());
            assertEquals(
                    PARENT,
                    newer.only("tools/call")
                            .json()
                            .at("/params/_meta/traceparent")
                            .asString());
        }
    }

    @Test
    void aRefusalAtTheDoorIsFoundByItsHeader() throws Exception {
        assertEquals(
                401,
                gateway.ask(modern("", HEADER, "Authorization: Bearer none")).status());
        assertTrue(gateway.recorder.ended().stream()
                .anyMatch(exchange -> exchange.trace().traceId().equals(OTHER)));
    }
}
