package dev.sallyport.cli;

import dev.sallyport.Shipping;
import dev.sallyport.Telemetry;
import dev.sallyport.cli.gateway.HomeLedger;
import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MeasuredRecorder;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.ship.Shipper;
import dev.sallyport.observe.ship.Shippers;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** What is recorded in this process, and sent to sinks and to a collector. */
final class Trail implements Measured {
    private final AuditRecorder audit;
    private final MeasuredRecorder counts;
    private final Shippers shippers;
    private final Telemetry telemetry;

    /**
     * Begins it in {@code home} as {@code settings} say.
     *
     * @param kind what the names of its ledgers begin with
     * @param out where a sink writes that writes to standard output
     */
    Trail(Home home, String kind, Settings settings, SecureRandom random, OutputStream out) throws IOException {
        audit = HomeLedger.open(home, kind, settings.audit(), random);
        String version = VersionCommand.version();
        Shipper.Form form = new Shipper.Form(Clock.systemUTC(), random);
        counts = new MeasuredRecorder(audit);
        shippers = Shipping.start(audit.siblings(), settings, new Shipping.Place(out, version, form));
        try {
            telemetry = Telemetry.start(
                    settings, new Collector.Self(version, audit.checkpoint().origin()), counts);
        } catch (IOException | RuntimeException unfit) {
            audit.close();
            shippers.close(Duration.ZERO);
            throw unfit;
        }
    }

    /** What records. */
    Recorder recorder() {
        return telemetry.recorder();
    }

    /** The ledger. */
    AuditRecorder audit() {
        return audit;
    }

    /** The counts of exchanges. */
    MeasuredRecorder counts() {
        return counts;
    }

    /** Takes over what of new settings needs no restart. */
    void take(Settings latest) {
        telemetry.take(latest);
    }

    @Override
    public void write(MetricsText text) {
        shippers.write(text);
        telemetry.write(text);
    }

    /** Puts into {@code status} how the ledger and the sinks fare. */
    void tell(ObjectNode status) {
        ObjectNode ledger = status.putObject("ledger");
        ledger.put("folder", audit.folder().toString());
        ledger.put("entries", audit.checkpoint().size());
        ledger.put("unsignedSeconds", audit.unsettledNanos() / 1_000_000_000);
        ledger.put("waiting", audit.queued());
        audit.siblings().damaged().forEach(ledger.putObject("damaged")::put);
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
    void close(Duration within) {
        telemetry.close(within);
        audit.close();
        // after the ledger, so that the last entries are sent too
        shippers.close(within);
    }
}
