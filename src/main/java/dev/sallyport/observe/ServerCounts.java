package dev.sallyport.observe;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is counted of the exchanges with one server; counting one allocates nothing. */
final class ServerCounts {
    private static final int NOTES_MAX = 512;
    private static final Exchange.Note OTHER = new Exchange.Note("other", new Reason("other", "other"));

    private final Map<Outcome, LongAdder> modern = row();
    private final Map<Outcome, LongAdder> legacy = row();
    /** Of those that ended before a message was read, so that nobody knows the era. */
    private final Map<Outcome, LongAdder> unread = row();

    private final Map<Exchange.Note, LongAdder> notes = new ConcurrentHashMap<>();
    private final Histogram durations = new Histogram(Histogram.FINE_SECONDS);
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    void add(Exchange exchange, Outcome outcome) {
        Message message = exchange.readMessage();
        count(row(exchange.era(), message), outcome);
        bytesIn.add(exchange.bytesIn());
        bytesOut.add(exchange.bytesOut());
        if (!isStream(exchange, message)) {
            durations.add(exchange.tookNanos());
        }
        List<Exchange.Note> said = exchange.notes();
        for (int i = 0; i < said.size(); i++) {
            count(said.get(i));
        }
    }

    private static boolean isStream(Exchange exchange, @Nullable Message message) {
        return message instanceof Message.OpenStream || exchange.method().equals(McpMethod.LISTEN);
    }

    /** Counts by verdict and reason: what else is recorded of one names a single thing, and would be a series of its own. */
    private void count(Exchange.Note said) {
        Exchange.Note note = said.detail().isEmpty() ? said : new Exchange.Note(said.verdict(), said.reason());
        LongAdder known = notes.get(note);
        if (known == null) {
            Exchange.Note key = notes.size() < NOTES_MAX ? note : OTHER;
            known = notes.computeIfAbsent(key, _ -> new LongAdder());
        }
        known.increment();
    }

    private Map<Outcome, LongAdder> row(Era era, @Nullable Message message) {
        if (message == null) {
            return unread;
        }
        return switch (era) {
            case MODERN -> modern;
            case LEGACY -> legacy;
        };
    }

    private static void count(Map<Outcome, LongAdder> row, Outcome outcome) {
        LongAdder counter = row.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    private static Map<Outcome, LongAdder> row() {
        Map<Outcome, LongAdder> row = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            row.put(outcome, new LongAdder());
        }
        return row;
    }

    /** How many exchanges ended with {@code outcome}. */
    long count(Outcome outcome) {
        return sum(modern, outcome) + sum(legacy, outcome) + sum(unread, outcome);
    }

    private static long sum(Map<Outcome, LongAdder> row, Outcome outcome) {
        LongAdder counter = row.get(outcome);
        return counter == null ? 0 : counter.sum();
    }

    void writeExchanges(MetricsText text, String server) {
        writeExchanges(text, server, "modern", modern);
        writeExchanges(text, server, "legacy", legacy);
        writeExchanges(text, server, "none", unread);
    }

    private static void writeExchanges(MetricsText text, String server, String era, Map<Outcome, LongAdder> row) {
        row.forEach((outcome, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                text.sample(
                        "sallyport_exchanges_total", count, "server", server, "era", era, "outcome", outcome.text());
            }
        });
    }

    void writeVerdicts(MetricsText text, String server) {
        notes.forEach((note, count) -> text.sample(
                "sallyport_verdicts_total",
                count.sum(),
                "server",
                server,
                "verdict",
                note.verdict(),
                "practice",
                note.reason().practice(),
                "code",
                note.reason().code()));
    }

    void writeDurations(MetricsText text, String server) {
        durations.write(text, "sallyport_exchange_duration_seconds", "server", server);
    }

    void writeBytes(MetricsText text, String server) {
        text.sample("sallyport_bytes_total", bytesIn.sum(), "server", server, "direction", "inbound");
        text.sample("sallyport_bytes_total", bytesOut.sum(), "server", server, "direction", "outbound");
    }
}
