package dev.sallyport.observe.ship;

import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.SiblingLedgers;
import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.MetricsText.Kind;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What sends the ledger of this process to all sinks, and after it what other processes of the home began to send to sinks of the same names
 * and did not end.
 */
public final class Shippers implements Measured, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.ship");
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Map<String, Way> ways = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * One sink.
     *
     * @param name its name in the settings
     * @param form in whose words it gets entries
     * @param rules what of them it does not get
     * @param sink the sink, made anew for each ledger
     */
    public record Destination(String name, EntryForm form, FieldRules rules, Supplier<Sink> sink) {}

    /** To one sink: the ledger of this process, and what others left. */
    private record Way(Shipper own, Leftovers others) {}

    /** Begins to send the ledger beside {@code siblings} to {@code destinations}; {@code version} is that of this program. */
    public Shippers(SiblingLedgers siblings, List<Destination> destinations, String version, Shipper.Form form) {
        for (Destination to : destinations) {
            Pieces pieces = new Pieces(to.form(), to.rules(), version);
            Shipper.Source own = new Shipper.Source(siblings.own(), Optional.empty());
            Shipper first = new Shipper(own, to.name(), pieces, to.sink().get(), form);
            ways.put(to.name(), new Way(first, new Leftovers(to, pieces, form)));
        }
        if (!destinations.isEmpty()) {
            Thread.ofPlatform().daemon().name("sallyport-sinks").start(() -> look(siblings));
        }
    }

    private static void look(Leftovers others, List<LedgerFolder> whole, SiblingLedgers siblings) {
        try {
            others.look(whole, siblings.damagedFolders());
        } catch (IOException cannot) {
            warn(cannot);
        }
    }

    private static void warn(IOException cannot) {
        LOG.log(Level.WARNING, "what others left of their ledgers cannot be looked at: {0}", cannot.toString());
    }

    private void look(SiblingLedgers siblings) {
        try {
            do {
                try {
                    List<LedgerFolder> whole = siblings.look();
                    ways.values().forEach(way -> look(way.others(), whole, siblings));
                } catch (IOException cannot) {
                    warn(cannot);
                }
            } while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** How each sink fares, by name. */
    public Map<String, SinkState> states() {
        Map<String, SinkState> states = new LinkedHashMap<>();
        ways.forEach((name, way) ->
                states.put(name, way.own().state().and(way.others().state())));
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
        family(
                text,
                states,
                "missed_total",
                "Entries that were gone before, or are in a damaged ledger.",
                SinkState::missed);
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
        close(CLOSING);
    }

    /** Sends what is left, for {@code within} at most, and stops within as long again; the rest is sent by whoever starts next. */
    public void close(Duration within) {
        closing.countDown();
        List<Thread> ending = ways.values().stream()
                .<Runnable>flatMap(way -> Stream.of(
                        () -> way.own().close(within), () -> way.others().close(within)))
                .map(end -> Thread.ofVirtual().start(end))
                .toList();
        try {
            for (Thread each : ending) {
                each.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
