package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.observe.telemetry.SpanReceiver;
import dev.sallyport.observe.telemetry.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long sessions lasted, those of clients and those at servers, each told once. */
final class SessionDurationPathTest {
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private FakeUpstream upstream;
    private SpanReceiver receiver;
    private Tracing tracing;

    @BeforeEach
    void start() throws Exception {
        upstream = new FakeUpstream().legacyOnly();
        receiver = new SpanReceiver(Optional.empty());
        tracing = new Tracing(
                new Collector(receiver.url(), Map.of(), "", Optional.empty(), 0),
                new Collector.Self("0.1.0", "test"),
                _ -> Optional.empty(),
                name -> name);
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        receiver.close();
    }

    private GatewayFixture gateway() throws Exception {
        return GatewayFixture.of(
                "servers: { up: { url: '" + upstream.url() + "' } }\n",
                recorder -> new ObservedRecorder(recorder, List.of(tracing)));
    }

    /** How many sessions of a {@code side} there were, by the error that ended them. */
    private Map<String, Long> ended(String side) {
        Map<String, Long> ended = new TreeMap<>();
        receiver.histogram("mcp." + side + ".session.duration").forEach(point -> {
            Map<String, String> facts = SpanReceiver.facts(point);
            ended.merge(facts.getOrDefault("error.type", ""), point.getCount(), Long::sum);
            assertTrue(facts.size() <= 1, facts.toString());
            assertTrue(point.getSum() > 0 && point.getSum() < 60, point.toString());
        });
        return ended;
    }

    private static String call() {
        return Mcp.modern(
                "/mcp/up",
                "tools/call",
                "echo",
                Mcp.request(
                        "1",
                        "tools/call",
                        "{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}," + Mcp.MODERN_META.formatted("") + "}"));
    }

    @Test
    void aSessionOfAClientIsOneAtItsServerToo() throws Exception {
        try (GatewayFixture gateway = gateway()) {
            String session = gateway.session();
            gateway.session();
            assertEquals(
                    204,
                    gateway.ask("DELETE /mcp/up HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Mcp.TOKEN
                                    + "\r\nMcp-Session-Id: " + session + "\r\n\r\n")
                            .status());
        }
        tracing.close(CLOSING);
        assertEquals(Map.of("", 2L), ended("server"));
        assertEquals(Map.of("", 2L), ended("client"));
    }

    @Test
    void whatTheServerForgetsIsLostAndBeginsAnew() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        upstream.on("tools/call", (request, wire) -> {
            if (calls.getAndIncrement() == 1) {
                wire.status(404, "text/plain", "no such session");
            } else {
                wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":{\"content\":[]}}");
            }
        });
        try (GatewayFixture gateway = gateway()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, gateway.ask(call()).status());
            }
        }
        tracing.close(CLOSING);
        assertEquals(Map.of(), ended("server"));
        assertEquals(Map.of("", 1L, "lost", 1L), ended("client"));
    }

    @Test
    void aServerWithWhichNoSessionBeganHasNone() throws Exception {
        upstream.on("initialize", (_, wire) -> wire.status(500, "text/plain", "no"));
        try (GatewayFixture gateway = gateway()) {
            assertTrue(gateway.ask(call()).text().contains("upstream."));
        }
        tracing.close(CLOSING);
        assertEquals(Map.of(), ended("client"));
    }
}
