package dev.sallyport.settings;

import dev.sallyport.pipeline.trace.Baggage;
import dev.sallyport.pipeline.trace.TraceRules;
import dev.sallyport.practice.Doc;
import java.util.List;
import java.util.Set;

/** What is said of traces, and to whom. */
public record TelemetrySettings(
        @Doc("The names in the `baggage` of clients that go on to servers; the others are taken out.")
        List<String> baggage) {
    private static final int NAMES_MAX = 64;

    /** No baggage goes on. */
    public static final TelemetrySettings DEFAULT = new TelemetrySettings(List.of());

    public TelemetrySettings {
        baggage = List.copyOf(baggage);
        if (baggage.size() > NAMES_MAX || !baggage.stream().allMatch(name -> name.matches(Baggage.KEY))) {
            throw new IllegalArgumentException("baggage must be " + NAMES_MAX + " names at most, which have no blanks");
        }
    }

    /** What of trace context goes on to servers. */
    public TraceRules rules() {
        return new TraceRules(Set.copyOf(baggage));
    }
}
