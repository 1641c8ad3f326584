package dev.sallyport;

import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.MetricsText.Kind;
import dev.sallyport.observe.ProcessMeasures;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.signal.Signal;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.Pages;
import dev.sallyport.transport.tls.Handshakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What operators see of a gateway: {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class Observatory implements Pages {
    private static final String JSON = "application/json";
    private static final String AUDIT = "audit";
    private static final String UNRECORDED =
            "the ledger cannot be written, so nothing is sent to any server; the log says why";
    private static final Page HEALTHY = Page.text(200, "ok");
    private static final Page BUSY = Page.text(503, "the gateway is overloaded\n");
    private static final Page ABSENT = Page.text(404, "only /healthz, /readyz and /metrics are here\n");

    private final Gateway gateway;
    private final HttpListener listener;
    private final ExchangeCounts counts;
    private final AuditRecorder audit;
    private final List<Measured> measured;
    private volatile boolean stopping;

    /** Watches {@code gateway}, which serves through {@code listener}, what is recorded of it, and where that is sent. */
    public Observatory(
            Gateway gateway, HttpListener listener, ExchangeCounts counts, AuditRecorder audit, Measured sinks) {
        this.gateway = gateway;
        this.listener = listener;
        this.counts = counts;
        this.audit = audit;
        this.measured = List.of(this::write, this::writeAudit, counts, sinks, new ProcessMeasures());
    }

    /** From now on it is not ready. */
    public void stopping() {
        stopping = true;
    }

    /** One word for each part that keeps requests from being served; none where it is ready. */
    public List<String> failing() {
        List<String> failing = new ArrayList<>();
        if (stopping || !listener.isOpen()) {
            failing.add("stopping");
        }
        if (!audit.isAble()) {
            failing.add(AUDIT);
        }
        return List.copyOf(failing);
    }

    @Override
    public void open(String path, Consumer<Page> answer) {
        switch (path) {
            case "/healthz" -> answer.accept(HEALTHY);
            case "/readyz" -> answer.accept(readiness());
            case "/metrics" -> {
                // the text grows with the number of servers: too long for a loop
                if (!gateway.lanes().submit(Lane.CPU, () -> answer.accept(metrics()))) {
                    answer.accept(BUSY);
                }
            }
            default -> answer.accept(ABSENT);
        }
    }

    private Page readiness() {
        List<String> failing = failing();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode words = body.putArray("failing");
        for (String part : failing) {
            words.add(part);
            body.withArray("why").add(part.equals(AUDIT) ? UNRECORDED : "the gateway stops, or does not listen");
        }
        return new Page(failing.isEmpty() ? 200 : 503, JSON, body.toString());
    }

    private Page metrics() {
        MetricsText text = new MetricsText();
        measured.forEach(part -> part.write(text));
        return new Page(200, MetricsText.TYPE, text.toString());
    }

    private void write(MetricsText text) {
        text.gauge(
                "sallyport_ready",
                "1 where requests are served and recorded.",
                failing().isEmpty() ? 1 : 0);
        text.gauge("sallyport_connections", "Open connections of clients.", listener.connectionCount());
        text.family("sallyport_tls_handshakes_total", Kind.COUNTER, "Connections by what came of their first words.");
        for (Handshakes.End end : Handshakes.End.values()) {
            text.sample("sallyport_tls_handshakes_total", listener.handshakes().count(end), "end", end.text());
        }
        text.gauge("sallyport_sessions", "Open legacy sessions.", gateway.sessionCount());
        gateway.limits()
                .state()
                .ifPresent(state -> text.gauge(
                        "sallyport_shared_limits",
                        "1 where limits are counted together with other gateways, 0 where that fails.",
                        state.equals("ok") ? 1 : 0));
        text.family("sallyport_children", Kind.GAUGE, "Running processes of local servers.");
        gateway.serverStates()
                .forEach((name, state) -> text.sample("sallyport_children", state.children(), "server", name));
        text.family(
                "sallyport_circuit_open", Kind.GAUGE, "1 while a remote server fails so often that it is left alone.");
        gateway.serverStates()
                .forEach((name, state) ->
                        text.sample("sallyport_circuit_open", state.isCircuitOpen() ? 1 : 0, "server", name));
        text.family("sallyport_lane_rejected_total", Kind.COUNTER, "Steps that found their lane full.");
        for (Lane lane : new Lane[] {Lane.CPU, Lane.WAIT}) {
            text.sample(
                    "sallyport_lane_rejected_total",
                    gateway.lanes().rejectedCount(lane),
                    "lane",
                    lane.name().toLowerCase(Locale.ROOT));
        }
    }

    private void writeAudit(MetricsText text) {
        text.gauge("sallyport_audit_queue", "Audit entries that wait to be written.", audit.queued());
        text.gauge(
                "sallyport_ledger_able",
                "1 while the ledger can be written; else nothing is sent.",
                audit.isAble() ? 1 : 0);
        text.gauge(
                "sallyport_ledger_entries",
                "Entries under the latest checkpoint.",
                audit.checkpoint().size());
        text.family(
                        "sallyport_ledger_checkpoint_age_seconds",
                        Kind.GAUGE,
                        "How long ago all that was written was last on the disk and signed.")
                .sample("sallyport_ledger_checkpoint_age_seconds", audit.unsettledNanos() / 1e9);
        text.gauge(
                "sallyport_ledgers_damaged",
                "Other ledgers of the home that are not what was written.",
                audit.siblings().damaged().size());
        text.gauge(
                "sallyport_approvals_waiting",
                "Requests that wait for a person.",
                gateway.approvals().waitingCount());
        text.family("sallyport_signals_total", Kind.COUNTER, "Suspicious activity, by signal.");
        for (Signal signal : Signal.values()) {
            text.sample("sallyport_signals_total", gateway.signals().count(signal), "signal", signal.text());
        }
        text.gauge(
                "sallyport_signals_standing",
                "Callers against whom a signal stands.",
                gateway.signals().standing());
        text.family(
                        "sallyport_signals_missed_total",
                        Kind.COUNTER,
                        "Exchanges that were recorded, and not looked at because too many ended at once.")
                .sample("sallyport_signals_missed_total", gateway.signals().missed());
    }

    /** The counts of exchanges. */
    public ExchangeCounts counts() {
        return counts;
    }

    /** How many connections of clients are open. */
    public int connectionCount() {
        return listener.connectionCount();
    }
}
