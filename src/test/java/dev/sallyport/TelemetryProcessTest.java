package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.ship.Received;
import dev.sallyport.observe.telemetry.SpanReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Traces of a real gateway, which sends what it has before it ends; without them nothing of their library is loaded. */
final class TelemetryProcessTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void spansAndEntriesNameEachOther() throws Exception {
        Path home = PermissiveHome.in(folder);
        try (SpanReceiver receiver = new SpanReceiver(Optional.empty());
                SallyportProcess gateway =
                        SallyportProcess.gateway(folder, home, "telemetry: { otlp: '" + receiver.url() + "' }\n")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), BodyHandlers.ofString());
            String base = JsonMapper.shared()
                    .readTree(SallyportProcess.here("status", "--json", "--home", home.toString())
                            .out())
                    .at("/gateways/0/observability")
                    .asString();
            String metrics = gateway.http()
                    .send(HttpRequest.newBuilder(URI.create(base + "/metrics")).build(), BodyHandlers.ofString())
                    .body();
            assertTrue(metrics.contains("sallyport_traces_lost_total 0\n"), metrics);
            gateway.signal("TERM");
            gateway.ended();
            Span call = receiver.spans().stream()
                    .filter(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER
                            && span.getName().startsWith("tools/call"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(receiver.spans().toString()));
            assertTrue(
                    receiver.resource().getOrDefault("service.instance.id", "").endsWith("/gateway-1"),
                    "as sinks have it");
            SallyportProcess.Ended found = SallyportProcess.here(
                    "audit",
                    "search",
                    "--json",
                    "--home",
                    home.toString(),
                    "--trace",
                    SpanReceiver.hex(call.getTraceId()));
            assertTrue(
                    found.out().contains("\"span\":\"" + SpanReceiver.hex(call.getSpanId()) + "\"")
                            || found.out().contains("\"span\" : \"" + SpanReceiver.hex(call.getSpanId()) + "\""),
                    found.out());
            assertTrue(found.out().contains(SpanReceiver.facts(call).get("sallyport.exchange")));
        }
    }

    @Test
    void whyTheCollectorGetsNothingIsInTheStatus() throws Exception {
        Path home = PermissiveHome.in(folder);
        try (SallyportProcess gateway =
                SallyportProcess.gateway(folder, home, "telemetry: { otlp: 'http://127.0.0.1:1/key' }\n")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), BodyHandlers.ofString());
            String why = "  telemetry fails: no connection to http://127.0.0.1:1: it is refused; look whether";
            Received.await("the reason", () -> status(home).contains(why));
            gateway.signal("TERM");
            gateway.ended();
        }
    }

    private String status(Path home) {
        return SallyportProcess.here("status", "--home", home.toString()).out();
    }

    @Test
    void withoutACollectorNothingOfItIsLoaded() throws Exception {
        Path home = PermissiveHome.in(folder);
        Path loaded = folder.resolve("loaded.txt");
        try (SallyportProcess gateway =
                SallyportProcess.gatewayWith(List.of("-Xlog:class+load:file=" + loaded), folder, home, "")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), BodyHandlers.ofString());
            gateway.signal("TERM");
            gateway.ended();
        }
        String classes = Files.readString(loaded);
        assertTrue(classes.contains("dev.sallyport.Telemetry "), "the log is of this program");
        assertFalse(classes.contains("io.opentelemetry") || classes.contains("telemetry.Tracing"));
    }
}
