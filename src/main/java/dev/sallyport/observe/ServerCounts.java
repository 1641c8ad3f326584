package dev.sallyport.observe;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Reason;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is counted of the exchanges with one server; counting one allocates nothing. */
final class ServerCounts {
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final Era[] ERAS = Era.values();
    private static final int NOTES_MAX = 512;
    private static final Exchange.Note OTHER = new Exchange.Note("other", new Reason("other", "other"));

    private final LongAdder[] ended = LongAdders.of((ERAS.length + 1) * OUTCOMES.length);
    private final Map<Exchange.Note, LongAdder> notes = new ConcurrentHashMap<>();
    private final Histogram durations = new Histogram();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    void add(Exchange exchange, Outcome outcome) {
        Message message = exchange.readMessage();
        // before a message was read nobody knows its era: the last row
        int era = message == null ? ERAS.length : exchange.era().ordinal();
        ended[era * OUTCOMES.length + outcome.ordinal()].increment();
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

    private void count(Exchange.Note note) {
        LongAdder known = notes.get(note);
        if (known == null) {
            Exchange.Note key = notes.size() < NOTES_MAX ? note : OTHER;
            known = notes.computeIfAbsent(key, _ -> new LongAdder());
        }
        known.increment();
    }

    /** How many exchanges ended with {@code outcome}. */
    long count(Outcome outcome) {
        long sum = 0;
        for (int i = outcome.ordinal(); i < ended.length; i += OUTCOMES.length) {
            sum += ended[i].sum();
        }
        return sum;
    }

    void writeExchanges(MetricsText text, String server) {
        for (int i = 0; i < ended.length; i++) {
            long count = ended[i].sum();
            if (count > 0) {
                int era = i / OUTCOMES.length;
                String named = era == ERAS.length ? "none" : ERAS[era].name().toLowerCase(Locale.ROOT);
                String outcome = OUTCOMES[i % OUTCOMES.length].text();
                text.sample("sallyport_exchanges_total", count, "server", server, "era", named, "outcome", outcome);
            }
        }
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
