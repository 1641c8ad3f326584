package dev.sallyport.observe.ship;

import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.MetricsText.Kind;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What sends one ledger to all sinks. */
public final class Shippers implements Measured, AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Map<String, Shipper> shippers = new LinkedHashMap<>();

    /**
     * One sink.
     *
     * @param name its name in the settings
     * @param form in whose words it gets entries
     * @param rules what of them it does not get
     * @param sink the sink
     */
    public record Destination(String name, EntryForm form, FieldRules rules, Sink sink) {}

    /** Begins to send the ledger in {@code folder} to {@code destinations}; {@code version} is that of this program. */
    public Shippers(Path folder, List<Destination> destinations, String version, Shipper.Form form) {
        for (Destination to : destinations) {
            Pieces pieces = new Pieces(to.form(), to.rules(), version);
            shippers.put(to.name(), new Shipper(folder, to.name(), pieces, to.sink(), form));
        }
    }

    /** How each sink fares, by name. */
    public Map<String, SinkState> states() {
        Map<String, SinkState> states = new LinkedHashMap<>();
        shippers.forEach((name, shipper) -> states.put(name, shipper.state()));
        return states;
    }

    @Override
    public void write(MetricsText text) {
        Map<String, SinkState> states = states();
        if (states.isEmpty()) {
            return;
        }
        family(text, states, "lag_entries", "Entries that a sink may not have yet.", SinkState::lagEntries);
        family(text, states, "lag_seconds", "Age of the first of these.", SinkState::lagSeconds);
        family(
                text,
                states,
                "failing",
                "1 while a sink gets nothing.",
                s -> s.problem().isEmpty() ? 0 : 1);
        family(text, states, "sent_total", "Entries that a sink got.", SinkState::sent);
        family(text, states, "missed_total", "Entries that were gone before.", SinkState::missed);
        family(text, states, "refused_total", "Entries that a sink does not keep.", SinkState::refused);
    }

    private static void family(
            MetricsText text,
            Map<String, SinkState> states,
            String name,
            String help,
            ToLongFunction<SinkState> value) {
        String full = "sallyport_sink_" + name;
        text.family(full, name.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE, help);
        states.forEach((sink, state) -> text.sample(full, value.applyAsLong(state), "sink", sink));
    }

    /** Sends what is left, for three seconds at most, and stops. */
    @Override
    public void close() {
        List<Thread> closing = shippers.values().stream()
                .map(shipper -> Thread.ofVirtual().start(() -> shipper.close(CLOSING)))
                .toList();
        try {
            for (Thread each : closing) {
                each.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
