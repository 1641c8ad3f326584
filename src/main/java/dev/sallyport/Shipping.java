package dev.sallyport;

import dev.sallyport.crypto.PeerTls;
import dev.sallyport.ledger.SiblingLedgers;
import dev.sallyport.observe.ship.HttpBody;
import dev.sallyport.observe.ship.OtlpBody;
import dev.sallyport.observe.ship.Shipper;
import dev.sallyport.observe.ship.Shippers;
import dev.sallyport.observe.ship.Shippers.Destination;
import dev.sallyport.observe.ship.Sink;
import dev.sallyport.observe.ship.ToFile;
import dev.sallyport.observe.ship.ToHttp;
import dev.sallyport.observe.ship.ToStream;
import dev.sallyport.observe.ship.ToSyslog;
import dev.sallyport.observe.ship.WebhookBody;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.sink.FileSink;
import dev.sallyport.settings.sink.OtlpSink;
import dev.sallyport.settings.sink.SinkSettings;
import dev.sallyport.settings.sink.StdoutSink;
import dev.sallyport.settings.sink.SyslogSink;
import dev.sallyport.settings.sink.WebhookSink;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sinks of the settings, made. */
public final class Shipping {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Settings settings;
    private final Place place;

    /**
     * What sinks need of this process.
     *
     * @param out standard output
     * @param version that of this program
     * @param form what shippers have in common
     */
    public record Place(OutputStream out, String version, Shipper.Form form) {}

    private Shipping(Settings settings, Place place) {
        this.settings = settings;
        this.place = place;
    }

    /** Begins to send the ledger beside {@code siblings} to the sinks of {@code settings}. What is wrong with a sink is told by its state. */
    public static Shippers start(SiblingLedgers siblings, Settings settings, Place place) {
        Shipping shipping = new Shipping(settings, place);
        List<Destination> destinations = settings.sinks().entrySet().stream()
                .map(sink -> new Destination(
                        sink.getKey(),
                        sink.getValue().form(),
                        sink.getValue().fields().rules(),
                        () -> shipping.sink(sink.getValue())))
                .toList();
        return new Shippers(siblings, destinations, place.version(), place.form());
    }

    private Sink sink(SinkSettings sink) {
        return switch (sink) {
            case FileSink to -> new ToFile(to.file());
            case StdoutSink _ -> new ToStream(place.out());
            case SyslogSink to ->
                new ToSyslog(
                        to.syslog().host(),
                        to.syslog().port(),
                        new PeerTls(to.ca(), to.certificate(), to.key()),
                        machine());
            case OtlpSink to ->
                http(
                        to.otlp(),
                        to.headers(),
                        to.ca(),
                        new OtlpBody(place.version(), place.form().clock()));
            case WebhookSink to ->
                http(
                        to.webhook(),
                        to.headers(),
                        to.ca(),
                        new WebhookBody(to.key(), place.form().clock()));
        };
    }

    private Sink http(URI url, Map<String, Secret> headers, Optional<Path> ca, HttpBody body) {
        Map<String, String> plain = new LinkedHashMap<>();
        headers.forEach((name, value) -> plain.put(name, value.plaintext()));
        PeerTls peer = new PeerTls(ca, Optional.empty(), Optional.empty());
        // a proxy does not reach this machine
        boolean here = HostPort.isLoopback(HostPort.bare(url.getHost()));
        Optional<URI> proxy = here ? Optional.empty() : settings.egressProxy();
        return new ToHttp(new ToHttp.Target(url, plain, peer, proxy), body);
    }

    /** The name that this machine has for itself, where its system tells it in a file; looked up nowhere. */
    private static String machine() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
