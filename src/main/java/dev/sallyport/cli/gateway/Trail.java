package dev.sallyport.cli.gateway;

import dev.sallyport.Shipping;
import dev.sallyport.Telemetry;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.observe.ship.Shippers;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What is recorded in this process, and sent to sinks and to a collector. */
public final class Trail implements Measured {
    private final AuditRecorder audit;
    private final ExchangeCounts counts;
    private final Shippers shippers;
    private final Telemetry telemetry;
    private final Recorder recorder;
    private final String program;
    private boolean started;

    /**
     * Begins it in {@code home} as {@code settings} say; nothing starts that cannot be recorded.
     *
     * @param kind what the names of its ledgers begin with
     * @param place what sinks need of this process
     */
    public Trail(Home home, String kind, Settings settings, SecureRandom random, Shipping.Place place)
            throws IOException {
        audit = audit(home, kind, settings.audit(), random);
        counts = new ExchangeCounts();
        Shippers sending = null;
        try {
            sending = Shipping.start(audit.siblings(), settings, place);
            telemetry = Telemetry.start(
                    settings,
                    new Collector.Self(place.version(), audit.checkpoint().origin()));
        } catch (IOException | RuntimeException unfit) {
            audit.close();
            if (sending != null) {
                sending.close(Duration.ZERO);
            }
            throw unfit;
        }
        shippers = sending;
        program = place.version();
        recorder = new ObservedRecorder(audit, telemetry.with(counts));
    }

    private static AuditRecorder audit(Home home, String kind, AuditSettings settings, SecureRandom random)
            throws IOException {
        var means = new AuditRecorder.Means(home.ledgerSigner(random), home.argumentKey(random), Redaction::clean);
        try {
            return AuditRecorder.open(home.auditFolder(), kind, means, settings, Clock.systemUTC());
        } catch (IOException cannot) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "ledger",
                    "the ledger in " + home.folder().resolve("audit") + " cannot be written (" + cannot.getMessage()
                            + "), and nothing runs unrecorded; make room there, or give this user the right to write");
        }
    }

    /** Notes that this process begins to serve, with what settings; that it ends by itself is noted too, so that whoever is killed has no such end. */
    public void started(Map<String, String> settings) {
        started = true;
        Map<String, String> facts = new LinkedHashMap<>(Map.of("program", program));
        facts.putAll(settings);
        recorder.stepped(new Recorder.Step(Instant.now(), "started", facts));
    }

    /** What records. */
    public Recorder recorder() {
        return recorder;
    }

    /** The ledger. */
    public AuditRecorder audit() {
        return audit;
    }

    /** The counts of exchanges. */
    public ExchangeCounts counts() {
        return counts;
    }

    /** Takes over what of new settings needs no restart. */
    public void take(Settings latest) {
        telemetry.take(latest);
    }

    @Override
    public void write(MetricsText text) {
        shippers.write(text);
        telemetry.write(text);
    }

    /** Puts into {@code status} how the ledger, the collector and the sinks fare. */
    public void tell(ObjectNode status) {
        ObjectNode ledger = status.putObject("ledger");
        ledger.put("folder", audit.folder().toString());
        ledger.put("entries", audit.checkpoint().size());
        ledger.put("unsignedSeconds", audit.unsettledNanos() / 1_000_000_000);
        ledger.put("waiting", audit.queued());
        audit.siblings().damaged().forEach(ledger.putObject("damaged")::put);
        if (!telemetry.problem().isEmpty()) {
            status.putObject("telemetry").put("problem", telemetry.problem());
        }
        shippers.states().forEach((name, state) -> {
            ObjectNode sink = status.withObject("/sinks").putObject(name);
            sink.put("state", state.problem().isEmpty() ? "ok" : "failing");
            sink.put("lagEntries", state.lagEntries());
            sink.put("lagSeconds", state.lagSeconds());
            sink.put("sent", state.sent());
            sink.put("missed", state.missed());
            sink.put("refused", state.refused());
            if (!state.problem().isEmpty()) {
                sink.put("problem", state.problem());
            }
        });
    }

    /** Writes what is left and signs it; each receiver has {@code within} for what it has not got. What a sink has not got then, waits. */
    public void close(Duration within) {
        if (started) {
            recorder.stepped(new Recorder.Step(Instant.now(), "stopped", Map.of()));
        }
        telemetry.close(within);
        audit.close();
        // after the ledger, so that the last entries are sent too
        shippers.close(within);
    }
}
