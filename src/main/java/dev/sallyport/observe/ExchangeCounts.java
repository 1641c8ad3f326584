package dev.sallyport.observe;

import dev.sallyport.observe.MetricsText.Kind;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Recorder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many exchanges ended and how, and how often other things happened. Labels are names of servers, eras, outcomes, practices and
 * codes, never what a client sent: a path that names no server counts as server {@code none}.
 */
public final class ExchangeCounts implements Recorder.Observer, Measured {
    private static final String NO_SERVER = "none";
    private static final String FURTHER = "further";
    private static final int SERVERS_MAX = 1024;
    private static final int EVENTS_MAX = 64;
    /** Counted from the start, so that the first one is seen as one more. */
    private static final String DRIFT = "definition-changed";

    private final Map<String, ServerCounts> byServer = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> events = new ConcurrentHashMap<>(Map.of(DRIFT, new LongAdder()));

    private final Operations operations = new Operations();

    @Override
    public void ended(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        // what the gateway asks itself is in the record, and is no use of a server by anybody
        if (outcome != null && exchange.envelope().carrier() != Carrier.OWN) {
            String route = exchange.server();
            boolean known = exchange.snapshot().servers().containsKey(route);
            counts(known ? route : NO_SERVER).add(exchange, outcome);
            operations.add(exchange);
        }
    }

    @Override
    public void stepped(Recorder.Step step) {
        boolean room = events.size() < EVENTS_MAX || events.containsKey(step.event());
        events.computeIfAbsent(room ? step.event() : FURTHER, _ -> new LongAdder())
                .increment();
    }

    private ServerCounts counts(String server) {
        ServerCounts known = byServer.get(server);
        if (known != null) {
            return known;
        }
        String name = byServer.size() < SERVERS_MAX ? server : FURTHER;
        return byServer.computeIfAbsent(name, _ -> new ServerCounts());
    }

    /** How many exchanges with {@code server} ended with {@code outcome} since the start. */
    public long count(String server, Outcome outcome) {
        ServerCounts counts = byServer.get(server);
        return counts == null ? 0 : counts.count(outcome);
    }

    @Override
    public void write(MetricsText text) {
        Map<String, ServerCounts> sorted = new TreeMap<>(byServer);
        text.family("sallyport_exchanges_total", Kind.COUNTER, "Exchanges that ended.");
        sorted.forEach((server, counts) -> counts.writeExchanges(text, server));
        text.family(
                "sallyport_verdicts_total",
                Kind.COUNTER,
                "Denials, changes, observed findings and upstream failures, by reason.");
        sorted.forEach((server, counts) -> counts.writeVerdicts(text, server));
        text.family(
                "sallyport_exchange_duration_seconds", Kind.HISTOGRAM, "How long exchanges took, streams left out.");
        sorted.forEach((server, counts) -> counts.writeDurations(text, server));
        operations.write(text);
        text.family("sallyport_events_total", Kind.COUNTER, "What happened in no exchange, by the name in the record.");
        new TreeMap<>(events)
                .forEach((event, count) -> text.sample("sallyport_events_total", count.sum(), "event", event));
        text.family("sallyport_bytes_total", Kind.COUNTER, "Bytes of messages, towards the server and back.");
        sorted.forEach((server, counts) -> counts.writeBytes(text, server));
    }
}
