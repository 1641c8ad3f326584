package dev.sallyport;

import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.observe.telemetry.Tracing;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.ShownNames;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.TelemetrySettings;
import dev.sallyport.settings.binding.HostPort;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The traces of the settings, made; where they ask for none, nothing of the SDK is loaded. */
public final class Telemetry implements Measured {
    private final List<Recorder.Observer> observers;
    private final Measured measured;
    private final Consumer<Duration> closing;
    private final Supplier<String> problem;
    private volatile Settings settings;

    private Telemetry(Settings settings, Collector.Self self) throws IOException {
        this.settings = settings;
        Optional<URI> url = settings.telemetry().otlp();
        if (url.isPresent()) {
            Tracing made = new Tracing(
                    collector(url.get(), settings), self, this::remote, new ShownNames(Redaction::clean)::shown);
            observers = List.of(made);
            measured = made;
            closing = made::close;
            problem = made::problem;
        } else {
            observers = List.of();
            measured = _ -> {};
            closing = _ -> {};
            problem = () -> "";
        }
    }

    /** Begins to trace as {@code settings} say; fails where the authorities cannot be read. */
    public static Telemetry start(Settings settings, Collector.Self self) throws IOException {
        return new Telemetry(settings, self);
    }

    private static Collector collector(URI url, Settings settings) throws IOException {
        TelemetrySettings telemetry = settings.telemetry();
        Map<String, String> headers = new LinkedHashMap<>();
        telemetry.headers().forEach((name, value) -> headers.put(name, value.plaintext()));
        String ca =
                telemetry.ca().isPresent() ? Files.readString(telemetry.ca().get(), StandardCharsets.ISO_8859_1) : "";
        // a proxy does not reach this machine
        boolean here = HostPort.isLoopback(HostPort.bare(url.getHost()));
        Optional<URI> proxy = here ? Optional.empty() : settings.egressProxy();
        return new Collector(url, headers, ca, proxy, telemetry.sample().ratio());
    }

    private Optional<URI> remote(String server) {
        return settings.servers().get(server) instanceof RemoteServer remote
                ? Optional.of(remote.url())
                : Optional.empty();
    }

    /** What makes spans, where something does, and {@code other}. */
    public List<Recorder.Observer> with(Recorder.Observer other) {
        return Stream.concat(observers.stream(), Stream.of(other)).toList();
    }

    /** Takes over where servers are. */
    public void take(Settings latest) {
        settings = latest;
    }

    @Override
    public void write(MetricsText text) {
        measured.write(text);
    }

    /** Why the collector does not get traces or metrics now; empty where it does, and where there is none. */
    public String problem() {
        return problem.get();
    }

    /** Sends what is left, for {@code within} at most. */
    public void close(Duration within) {
        closing.accept(within);
    }
}
