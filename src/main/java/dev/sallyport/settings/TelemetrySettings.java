package dev.sallyport.settings;

import dev.sallyport.pipeline.trace.Baggage;
import dev.sallyport.pipeline.trace.TraceRules;
import dev.sallyport.practice.Doc;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.binding.Share;
import dev.sallyport.settings.sink.SinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said of traces, and to whom. */
public record TelemetrySettings(
        @Doc(
                "The OpenTelemetry collector that gets traces and metrics, without `/v1/traces`; https, or http on this machine. Without it none are made.")
        Optional<URI> otlp,

        @Doc(
                value = "Headers for every request to it, by reference: `${NAME}` or `file:PATH`.",
                keys = SinkSettings.HEADER)
        Map<String, Secret> headers,

        @Doc("The authorities, in PEM, of which one must vouch for it; without it, those that Java trusts.")
        Optional<Path> ca,

        @Doc(
                "Of how many traces that begin here spans are sent, such as `10%`; a trace that began elsewhere is sent where its client says so.")
        Share sample,

        @Doc("The names in the `baggage` of clients that go on to servers; the others are taken out.")
        List<String> baggage) {
    private static final int NAMES_MAX = 64;

    /** No traces, and no baggage goes on. */
    public static final TelemetrySettings DEFAULT =
            new TelemetrySettings(Optional.empty(), Map.of(), Optional.empty(), Share.ALL, List.of());

    public TelemetrySettings {
        otlp.ifPresent(url -> {
            SinkSettings.checkUrl("otlp", url);
            if (url.getRawQuery() != null || url.getRawPath().endsWith("/v1/traces")) {
                throw new IllegalArgumentException(
                        "otlp must be the URL of the collector, without `/v1/traces` or a query");
            }
        });
        SinkSettings.checkCa(ca);
        headers = SinkSettings.checkedHeaders(headers);
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
