package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.observe.telemetry.SpanReceiver;
import dev.sallyport.observe.telemetry.Tracing;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.ShownNames;
import dev.sallyport.practice.token.redact.Redaction;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a collector gets of calls, and what servers get of their traces. */
final class TelemetryPathTest {
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
    private static final String HEADER = "traceparent: 00-" + OTHER + "-b7ad6b7169203331-01";

    private final AtomicReference<Tracing> traced = new AtomicReference<>();
    private FakeUpstream upstream;
    private SpanReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        receiver = new SpanReceiver(Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
        receiver.close();
    }

    private GatewayFixture gateway(URI collector, double ratio, String... more) throws IOException {
        String yaml = "servers: { up: { url: '" + upstream.url() + "' } }\n" + String.join("\n", more);
        return GatewayFixture.of(yaml, recorder -> tracing(recorder, collector, ratio));
    }

    private Recorder tracing(Recorder recorder, URI collector, double ratio) {
        Tracing tracing = new Tracing(
                new Collector(collector, Map.of(), "", Optional.empty(), ratio),
                new Collector.Self("0.1.0", "test"),
                name -> name.equals("up") ? Optional.of(URI.create(upstream.url())) : Optional.empty(),
                new ShownNames(Redaction::clean)::shown);
        traced.set(tracing);
        return new ObservedRecorder(recorder, List.of(tracing));
    }

    private static String modern(String meta, String... fields) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"hush\"}," + Mcp.MODERN_META.formatted(meta) + "}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("\"my-id\"", "tools/call", params), fields);
    }

    private static String parent(String traceparent) {
        return ",\"traceparent\":\"" + traceparent + "\"";
    }

    private String counts() {
        MetricsText text = new MetricsText();
        traced.get().write(text);
        return text.toString();
    }

    @Test
    void aCallIsTwoSpansInTheTraceOfItsClient() throws Exception {
        try (GatewayFixture gateway = gateway(receiver.url(), 0)) {
            String state = ",\"tracestate\":\"rojo=1\"";
            assertEquals(
                    200, gateway.ask(modern(parent(PARENT) + state, HEADER)).status());
            gateway.recorder.only("tools/call");
            traced.get().close(CLOSING);
            Span server = receiver.only(SpanKind.SPAN_KIND_SERVER);
            Span client = receiver.only(SpanKind.SPAN_KIND_CLIENT);
            String serverId = SpanReceiver.hex(server.getSpanId());
            String clientId = SpanReceiver.hex(client.getSpanId());
            assertEquals("tools/call echo", server.getName());
            assertEquals("tools/call echo", client.getName());
            assertEquals(TRACE, SpanReceiver.hex(server.getTraceId()));
            assertEquals(TRACE, SpanReceiver.hex(client.getTraceId()));
            assertEquals(SPAN, SpanReceiver.hex(server.getParentSpanId()));
            assertEquals(serverId, SpanReceiver.hex(client.getParentSpanId()));
            assertEquals(OTHER, SpanReceiver.hex(server.getLinks(0).getTraceId()));
            assertEquals("rojo=1", server.getTraceState());
            assertTrue(server.getStartTimeUnixNano() <= client.getStartTimeUnixNano());
            assertTrue(client.getStartTimeUnixNano() <= client.getEndTimeUnixNano());
            assertTrue(client.getEndTimeUnixNano() <= server.getEndTimeUnixNano());

            FakeUpstream.Received sent = upstream.only("tools/call");
            JsonNode meta = sent.json().path("params").path("_meta");
            assertEquals(
                    "00-" + TRACE + "-" + clientId + "-01",
                    meta.path("traceparent").asString());
            assertEquals("rojo=1", meta.path("tracestate").asString());
            assertEquals(meta.path("traceparent").asString(), sent.head().value("traceparent"));
            assertEquals("rojo=1", sent.head().value("tracestate"));
            assertEquals(
                    serverId, gateway.recorder.ended().getLast().spans().own().spanId());

            Map<String, String> facts = SpanReceiver.facts(server);
            assertEquals("tools/call", facts.get("mcp.method.name"));
            assertEquals("echo", facts.get("gen_ai.tool.name"));
            assertEquals("execute_tool", facts.get("gen_ai.operation.name"));
            assertEquals("2026-07-28", facts.get("mcp.protocol.version"));
            assertEquals("tcp", facts.get("network.transport"));
            assertEquals("answered", facts.get("sallyport.outcome"));
            assertEquals("up", facts.get("sallyport.server"));
            assertEquals(gateway.recorder.ended().getLast().id(), facts.get("sallyport.exchange"));
            assertFalse(facts.getOrDefault("sallyport.policy.version", "").isEmpty());
            assertFalse(facts.containsKey("error.type"));
            assertEquals(Status.StatusCode.STATUS_CODE_UNSET, server.getStatus().getCode());
            Map<String, String> below = SpanReceiver.facts(client);
            assertEquals("127.0.0.1", below.get("server.address"));
            assertEquals(Integer.toString(upstream.port()), below.get("server.port"));
            for (String private_ : List.of("hush", "my-id", "local", Mcp.TOKEN)) {
                assertFalse(receiver.spans().toString().contains(private_), private_);
            }
            assertTrue(counts().contains("sallyport_traces_sent_total 2\n"), counts());
            assertTrue(counts().contains("sallyport_metrics_sent_total 1\n"), counts());
        }
    }

    @Test
    void theHeadIsTheParentWhereTheMessageSaysNothingAndElseATraceBegins() throws Exception {
        try (GatewayFixture gateway = gateway(receiver.url(), 1)) {
            gateway.ask(modern("", HEADER));
            gateway.ask(modern(""));
            traced.get().close(CLOSING);
            List<Span> servers = receiver.spans().stream()
                    .filter(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER)
                    .toList();
            assertEquals(OTHER, SpanReceiver.hex(servers.getFirst().getTraceId()));
            assertEquals(0, servers.getFirst().getLinksCount());
            assertEquals("", SpanReceiver.hex(servers.getLast().getParentSpanId()));
            assertNotEquals(OTHER, SpanReceiver.hex(servers.getLast().getTraceId()));
            JsonNode meta = upstream.received("tools/call").getLast().json().at("/params/_meta/traceparent");
            assertTrue(
                    meta.asString().contains(SpanReceiver.hex(servers.getLast().getTraceId())), meta.toString());
        }
    }

    @Test
    void whatTheClientOrTheShareLeavesOutIsNotSentAndSoTheServerHears() throws Exception {
        try (GatewayFixture gateway = gateway(receiver.url(), 0)) {
            gateway.ask(modern(parent(PARENT.replace("-01", "-00"))));
            gateway.ask(modern(""));
            traced.get().close(CLOSING);
            assertEquals(List.of(), receiver.spans());
            List<String> sent = upstream.received("tools/call").stream()
                    .map(each -> each.json().at("/params/_meta/traceparent").asString())
                    .toList();
            assertTrue(sent.getFirst().startsWith("00-" + TRACE + "-")
                    && !sent.getFirst().contains(SPAN));
            // the second bit says that an id is random. Source: W3C Trace Context, Level 2, §3.2.2.5
            assertTrue(sent.stream().allMatch(each -> each.matches(".*-0[02]")), sent.toString());
            assertTrue(gateway.recorder.ended().getLast().spans().own().isNone());
        }
    }

    private Map<String, String> failing(SpanKind kind, FakeUpstream.Script script) throws Exception {
        upstream.on("tools/call", script);
        try (SpanReceiver fresh = new SpanReceiver(Optional.empty());
                GatewayFixture gateway = gateway(fresh.url(), 1)) {
            gateway.ask(modern(""));
            gateway.recorder.only("tools/call");
            traced.get().close(CLOSING);
            Span span = fresh.only(kind);
            assertEquals(Status.StatusCode.STATUS_CODE_ERROR, span.getStatus().getCode());
            return SpanReceiver.facts(span);
        }
    }

    @Test
    void failuresBearTheirType() throws Exception {
        FakeUpstream.Script broken = (request, wire) ->
                wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"isError\":true,\"content\":[]}"));
        FakeUpstream.Script error = (request, wire) -> wire.json(FakeUpstream.error(request.id(), -32603, "personal"));
        FakeUpstream.Script cut = (_, wire) -> wire.cut();
        for (SpanKind kind : List.of(SpanKind.SPAN_KIND_SERVER, SpanKind.SPAN_KIND_CLIENT)) {
            assertEquals("tool_error", failing(kind, broken).get("error.type"));
            assertEquals("-32603", failing(kind, error).get("error.type"));
            assertEquals("upstream.connection-lost", failing(kind, cut).get("error.type"));
        }
    }

    @Test
    void aRefusalIsOneSpanWithItsReasonAndAStrangersIsNone() throws Exception {
        String policy = "access: { statements: [{ id: none, effect: forbid, principal: ['*'], resource: ['up/echo'],"
                + " action: [tools/call] }, { id: all, effect: permit, principal: ['*'], resource: ['*'], action: ['*'] }] }";
        try (GatewayFixture gateway = gateway(receiver.url(), 1, policy)) {
            gateway.ask(modern(parent(PARENT)));
            gateway.ask(modern(parent(PARENT), "Authorization: Bearer none"));
            traced.get().close(CLOSING);
            assertEquals(1, receiver.spans().size(), receiver.spans().toString());
            Map<String, String> facts = SpanReceiver.facts(receiver.only(SpanKind.SPAN_KIND_SERVER));
            assertEquals("denied", facts.get("sallyport.outcome"));
            assertEquals(facts.get("sallyport.reason"), facts.get("error.type"));
            assertNotNull(facts.get("error.type"));
            assertEquals(0, upstream.received("tools/call").size());
        }
    }

    @Test
    void whatLooksLikeASecretIsInNoNameOfASpan() throws Exception {
        String key = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        try (GatewayFixture gateway = gateway(receiver.url(), 1)) {
            for (String method : List.of("prompts/get", "x/" + key)) {
                String body = Mcp.request("1", method, Mcp.modernParams("\"name\":\"" + key + "\""));
                gateway.ask(Mcp.modern("/mcp/up", method, key, body));
            }
            traced.get().close(CLOSING);
            assertFalse(receiver.spans().isEmpty());
            assertFalse(
                    receiver.spans().toString().contains("abcdefghij"),
                    receiver.spans().toString());
        }
    }

    @Test
    void sessionsOfTheOlderEraAreTracedByTheNameInTheRecord() throws Exception {
        try (GatewayFixture gateway = gateway(receiver.url(), 1)) {
            String session = gateway.session();
            gateway.ask(Mcp.legacy(session, Mcp.legacyCall("7", "hush")));
            gateway.ask(Mcp.legacy(session, Mcp.request("8", "tools/list", "{}")));
            traced.get().close(CLOSING);
            Span call = span("tools/call echo", SpanKind.SPAN_KIND_SERVER);
            assertEquals("2025-11-25", SpanReceiver.facts(call).get("mcp.protocol.version"));
            assertEquals(
                    8,
                    SpanReceiver.facts(call).getOrDefault("mcp.session.id", "").length());
            assertFalse(receiver.spans().toString().contains(session));
            Span list = span("tools/list", SpanKind.SPAN_KIND_CLIENT);
            assertTrue(upstream.received("tools/list").stream().anyMatch(sent -> sent.json()
                    .at("/params/_meta/traceparent")
                    .asString("")
                    .contains(SpanReceiver.hex(list.getSpanId()))));
            span("notifications/initialized", SpanKind.SPAN_KIND_SERVER);
        }
    }

    private Span span(String name, SpanKind kind) {
        return receiver.spans().stream()
                .filter(span -> span.getName().equals(name) && span.getKind() == kind)
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + name + ": " + receiver.spans()));
    }

    @Test
    void betweenTheErasTheServerGetsThePlaceOfTheCall() throws Exception {
        try (FakeUpstream older = new FakeUpstream().legacyOnly();
                FakeUpstream newer = new FakeUpstream().modernOnly();
                GatewayFixture between = GatewayFixture.of(
                        "servers: { older: { url: '" + older.url() + "' }, newer: { url: '" + newer.url() + "' } }\n",
                        recorder -> tracing(recorder, receiver.url(), 1))) {
            assertEquals(
                    200,
                    between.ask(modern(parent(PARENT)).replace("/mcp/up", "/mcp/older"))
                            .status());
            String session = between.ask(Mcp.post("/mcp/newer", Mcp.initialize("1")))
                    .head()
                    .value("Mcp-Session-Id");
            String[] fields = {"Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"};
            between.ask(Mcp.post("/mcp/newer", Mcp.notification("notifications/initialized", "{}"), fields));
            assertEquals(
                    200,
                    between.ask(Mcp.post("/mcp/newer", Mcp.legacyCall("7", "x"), fields))
                            .status());
            traced.get().close(CLOSING);
            List<String> calls = receiver.spans().stream()
                    .filter(span ->
                            span.getName().equals("tools/call echo") && span.getKind() == SpanKind.SPAN_KIND_CLIENT)
                    .map(span -> "00-" + SpanReceiver.hex(span.getTraceId()) + "-" + SpanReceiver.hex(span.getSpanId()))
                    .toList();
            Consumer<FakeUpstream> check = server -> {
                String sent = server.received("tools/call")
                        .getFirst()
                        .json()
                        .at("/params/_meta/traceparent")
                        .asString("");
                assertTrue(calls.contains(sent.substring(0, 52)), sent + " is none of " + calls);
            };
            check.accept(older);
            check.accept(newer);
        }
    }

    @Test
    void durationsAreHistogramsOfTheConventions() throws Exception {
        try (GatewayFixture gateway = gateway(receiver.url(), 0)) {
            for (int i = 0; i < 3; i++) {
                gateway.ask(modern(""));
            }
            gateway.ask(modern("")
                    .replace("\"name\":\"echo\"", "\"name\":\"made\"")
                    .replace("Mcp-Name: echo", "Mcp-Name: made"));
            String session = gateway.session();
            gateway.ask(Mcp.legacy(session, Mcp.request("8", "made/up", "{}")));
            traced.get().close(CLOSING);
            for (String name : List.of("mcp.server.operation.duration", "mcp.client.operation.duration")) {
                HistogramDataPoint point = receiver.histogram(name).stream()
                        .filter(each -> "echo".equals(SpanReceiver.facts(each).get("gen_ai.tool.name")))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(name + receiver.histogram(name)));
                assertEquals(3, point.getCount());
                assertEquals(
                        List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1d, 2d, 5d, 10d, 30d, 60d, 120d, 300d),
                        point.getExplicitBoundsList());
                assertEquals(
                        Map.of(
                                "mcp.method.name",
                                "tools/call",
                                "gen_ai.tool.name",
                                "echo",
                                "gen_ai.operation.name",
                                "execute_tool"),
                        SpanReceiver.facts(point));
            }
            assertFalse(receiver.histogram("mcp.server.operation.duration")
                    .toString()
                    .contains("made"));
            assertTrue(receiver.histogram("mcp.server.operation.duration").stream()
                    .anyMatch(each -> "_OTHER".equals(SpanReceiver.facts(each).get("mcp.method.name"))));
        }
    }

    @Test
    void prometheusReadsTheSameAndNothingMadeUpIsALabel() throws Exception {
        ExchangeCounts counts = new ExchangeCounts();
        try (GatewayFixture gateway = GatewayFixture.of(
                "servers: { up: { url: '" + upstream.url() + "' } }\n",
                recorder -> new ObservedRecorder(recorder, List.of(counts)))) {
            gateway.ask(modern(""));
            upstream.on("tools/call", (request, wire) -> wire.json(FakeUpstream.error(request.id(), 77, "no")));
            gateway.ask(modern(""));
            String session = gateway.session();
            try (RawClient client = gateway.client()) {
                for (int i = 0; i < 300; i++) {
                    client.ask(Mcp.legacy(session, Mcp.request("" + i, "made/up" + i, "{}")));
                }
            }
            MetricsText text = new MetricsText();
            counts.write(text);
            for (String of : List.of("server", "client")) {
                String count = "mcp_" + of + "_operation_duration_seconds_count{mcp_method_name=\"tools/call\","
                        + "gen_ai_tool_name=\"echo\",error_type=\"";
                assertTrue(text.toString().contains(count + "\"} 1\n"), text.toString());
                assertTrue(text.toString().contains(count + "_OTHER\"} 1\n"), text.toString());
            }
            assertTrue(text.toString().contains("mcp_method_name=\"_OTHER\""), text.toString());
            assertFalse(text.toString().contains("made"));
        }
    }

    @Test
    void callsGoOnWithoutACollectorAndLossesAreCounted() throws Exception {
        try (GatewayFixture gateway = gateway(URI.create("http://127.0.0.1:1"), 1)) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, gateway.ask(modern("")).status());
            }
            Await.until("all are lost", () -> {
                traced.get().close(CLOSING);
                return counts().contains("sallyport_traces_lost_total 40\n")
                        && counts().contains("sallyport_metrics_lost_total 1\n");
            });
            assertTrue(counts().contains("sallyport_metrics_sent_total 0\n"));
            assertTrue(counts().contains("sallyport_traces_sent_total 0\n"));
        }
    }
}
