package dev.sallyport.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sallyport.Gateway;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.JsonLimits;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class ExchangeCountsTest {
    private final ExchangeCounts counts = new ExchangeCounts();
    private final Recorder recorder = new ObservedRecorder(Gateway.unrecorded(), List.of(counts));

    @Test
    void aDenialIsCountedByServerPracticeAndCode() {
        refused("known");
        refused("known");
        assertEquals(2, counts.count("known", Outcome.DENIED));
        assertEquals(0, counts.count("known", Outcome.ANSWERED));
        String text = text();
        assertTrue(
                text.contains("sallyport_exchanges_total{server=\"known\",era=\"none\",outcome=\"denied\"} 2\n"), text);
        assertTrue(
                text.contains("sallyport_verdicts_total{server=\"known\",verdict=\"deny\","
                        + "practice=\"validation\",code=\"http-form\"} 2\n"),
                text);
        assertTrue(text.contains("sallyport_exchange_duration_seconds_bucket{server=\"known\",le=\"+Inf\"} 2\n"), text);
        assertTrue(text.contains("sallyport_exchange_duration_seconds_count{server=\"known\"} 2\n"), text);
    }

    @Test
    void whatTheRecordSaysBesidesMakesNoSecondLine() {
        Exchange exchange = exchange("known");
        exchange.note("limit", new Reason("ratelimit", "exceeded"), "day");
        exchange.note("limit", new Reason("ratelimit", "exceeded"), "calls");
        new Flow(exchange, nobody()).unreadable(new Reason("validation", "http-form"));
        String line =
                "sallyport_verdicts_total{server=\"known\",verdict=\"limit\",practice=\"ratelimit\",code=\"exceeded\"}";
        assertTrue(text().contains(line + " 2\n"), text());
    }

    @Test
    void whatAClientMadeUpIsNoLabel() {
        for (int i = 0; i < 5_000; i++) {
            refused("../made-up\"\n" + i);
        }
        String text = text();
        assertTrue(text.contains("{server=\"none\",era=\"none\",outcome=\"denied\"} 5000\n"), text);
        assertFalse(text.contains("made-up"));
    }

    @Test
    void countingAllocatesNothing() {
        Exchange exchange = refused("known");
        ExchangeCounts counting = new ExchangeCounts();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        count(counting, exchange, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        count(counting, exchange, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // the measurement itself takes a few bytes, an object for each exchange would take 320,000
        assertTrue(allocated < 20_000, () -> allocated + " bytes");
    }

    private static void count(ExchangeCounts counting, Exchange exchange, int times) {
        for (int i = 0; i < times; i++) {
            counting.ended(exchange);
        }
    }

    private String text() {
        MetricsText text = new MetricsText();
        counts.write(text);
        return text.toString();
    }

    private Exchange refused(String route) {
        Exchange exchange = exchange(route);
        new Flow(exchange, nobody()).unreadable(new Reason("validation", "http-form"));
        return exchange;
    }

    private static Downstream nobody() {
        return (Downstream) Proxy.newProxyInstance(
                Downstream.class.getClassLoader(), new Class<?>[] {Downstream.class}, (_, _, _) -> null);
    }

    private Exchange exchange(String route) {
        Pipeline pipeline = new Pipeline(List.of(), recorder, (_, _) -> false, new MemoryGate(1), new Underway());
        Snapshot snapshot = new Snapshot(
                pipeline,
                Map.of("known", new Unused()),
                new Snapshot.Limits(1, JsonLimits.DEFAULT, Duration.ofSeconds(1)));
        Envelope envelope = new Envelope(Carrier.POST, route, "192.0.2.1", Headers.NONE, -1);
        return new Exchange("1", envelope, snapshot, FixedLoop.HERE, Instant.EPOCH);
    }

    private record Unused() implements Upstream {
        @Override
        public UpstreamCall send(Leg leg, Message message) {
            return UpstreamCall.DONE;
        }

        @Override
        public CompletionStage<?> ready(Leg leg) {
            return READY;
        }

        @Override
        public Catalog catalog(Leg leg) {
            return new Catalog();
        }

        @Override
        public DefinitionSource definitions(Leg leg) {
            return () -> CompletableFuture.failedFuture(new IllegalStateException("nobody asks"));
        }
    }
}
