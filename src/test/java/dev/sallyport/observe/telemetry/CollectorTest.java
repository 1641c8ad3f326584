package dev.sallyport.observe.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Logged;
import dev.sallyport.Trust;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans reach a collector that is there and trusted; what does not reach it is counted, and held up nowhere. */
final class CollectorTest {
    private static final Collector.Self SELF = new Collector.Self("0.1.0", "gateway-1");

    @TempDir
    private Path folder = Path.of("");

    private static Losses send(URI url, String ca, int spans) {
        Losses losses = new Losses("traces", url.toString());
        try (SdkTracerProvider provider =
                new Collector(url, Map.of("X-Key", "secret"), ca, Optional.empty(), 1).tracing(SELF, losses)) {
            for (int i = 0; i < spans; i++) {
                provider.get("test").spanBuilder("ping").startSpan().end();
            }
            provider.forceFlush().join(20, TimeUnit.SECONDS);
        }
        return losses;
    }

    @Test
    void spansReachACollectorWhomItsAuthorityVouchesFor() throws Exception {
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        String pem = Certified.pem(authority.root());
        Path ca = Files.writeString(folder.resolve("ca.crt"), pem);
        Certified own = authority.issue(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        try (SpanReceiver receiver = new SpanReceiver(Optional.of(Trust.of(ca, Optional.of(own))))) {
            assertEquals(0, send(receiver.url(), "", 3).sent());
            assertEquals(List.of(), receiver.spans());
            Losses losses = send(receiver.url(), pem, 3);
            assertEquals(3, losses.sent());
            assertEquals(0, losses.lost());
            assertEquals(3, receiver.spans().size());
            assertEquals(List.of("secret"), receiver.keys());
            assertEquals("sallyport", receiver.resource().get("service.name"));
            assertEquals("0.1.0", receiver.resource().get("service.version"));
            assertEquals("gateway-1", receiver.resource().get("service.instance.id"));
        }
    }

    @Test
    void whatACollectorRefusesOrNeverGetsIsCounted() throws Exception {
        try (Logged logged = new Logged("sallyport.telemetry");
                SpanReceiver receiver = new SpanReceiver(Optional.empty())) {
            receiver.status = 401;
            assertEquals(2, send(receiver.url(), "", 2).lost());
            assertEquals(5, send(URI.create("http://127.0.0.1:1/"), "", 5).lost());
            assertEquals(
                    List.of(
                            "traces were lost, 2 since the start: " + receiver.url()
                                    + " answers with an error; compare `telemetry.headers` and the path of the URL, and"
                                    + " look into its log",
                            "traces were lost, 5 since the start: no connection to http://127.0.0.1:1/: it is refused;"
                                    + " look whether the receiver runs, and listens there"),
                    logged.lines());
        }
    }

    @Test
    void lossesAreLoggedOnceAMinute() {
        try (Logged logged = new Logged("sallyport.telemetry")) {
            Losses losses = new Losses("traces", "http://collector");
            for (int i = 0; i < 1_000; i++) {
                losses.lost(2, "it is full");
            }
            assertEquals(2_000, losses.lost());
            assertEquals(1, logged.lines().size());
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsNoMoreThanTheQueue() throws Exception {
        SpanExporter silent = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                return new CompletableResultCode();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        Losses losses = new Losses("traces", "nowhere");
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new SpanQueue(silent, losses))
                .build();
        long began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            provider.get("test").spanBuilder("ping").startSpan().end();
        }
        long took = System.nanoTime() - began;
        assertEquals(10_000 - 2_048, losses.lost());
        assertTrue(took < 10_000_000_000L, "nothing waits for it: " + took);
    }
}
