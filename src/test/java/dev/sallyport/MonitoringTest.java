package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.ship.Shipper;
import dev.sallyport.observe.ship.Shippers;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.audit.signal.Signal;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alert rules ask for what there is. */
final class MonitoringTest {
    private static final Path DASHBOARD = Path.of("deploy/monitoring/dashboard.json");
    private static final Path ALERTS = Path.of("deploy/monitoring/alerts.yaml");
    private static final Pattern METRIC = Pattern.compile("\\b(?:sallyport|jvm|process)_[a-z_]+\\b");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    @TempDir
    private Path folder;

    /** What a gateway that has just been started says. */
    private String metrics() throws Exception {
        NoteSigner signer = NoteSigner.fresh("test", new SecureRandom());
        try (AuditRecorder audit = AuditRecorder.open(
                        folder.resolve("audit"),
                        "gateway",
                        new AuditRecorder.Means(signer, KeyedDigest.fresh(new SecureRandom()), Redaction::clean),
                        AuditSettings.DEFAULT,
                        Clock.systemUTC());
                Gateway gateway = gateway(settings(), audit)) {
            ExchangeCounts counts = new ExchangeCounts();
            counts.stepped(new Recorder.Step(Instant.EPOCH, "approval-asked", Map.of()));
            HttpListener listener = gateway.listen("", Optional.empty());
            CompletableFuture<String> text = new CompletableFuture<>();
            try (Shippers sinks = Shipping.start(audit.siblings(), settings(), place())) {
                new Observatory(gateway, listener, counts, audit, sinks)
                        .open("/metrics", page -> text.complete(page.body()));
                return text.get(10, TimeUnit.SECONDS);
            } finally {
                listener.close();
            }
        }
    }

    private static Shipping.Place place() {
        Shipper.Form form = new Shipper.Form(Clock.systemUTC(), new SecureRandom());
        return new Shipping.Place(OutputStream.nullOutputStream(), "1", form);
    }

    private Settings settings() throws IOException {
        Path file = Files.writeString(
                folder.resolve("settings.yaml"),
                "listen: 127.0.0.1:0\ntls: { insecure-http: true }\nsinks: { out: { stdout: ledger } }\n");
        return ((SettingsRead.Loaded) SettingsLoader.load(file, _ -> Optional.empty())).settings();
    }

    private static Gateway gateway(Settings settings, Recorder recorder) {
        return new Gateway(new Gateway.Start("test", settings, "token", recorder, true, Clock.systemUTC(), Map.of()));
    }

    @Test
    void everyMetricThatIsAskedForExists() throws Exception {
        String metrics = metrics();
        Set<String> known = new TreeSet<>();
        FAMILY.matcher(metrics).results().forEach(family -> {
            known.add(family.group(1));
            if (family.group(2).equals("histogram")) {
                known.add(family.group(1) + "_bucket");
            }
        });
        for (Path file : List.of(DASHBOARD, ALERTS)) {
            Set<String> asked = METRIC.matcher(expressions(file))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(asked.size() >= 10, () -> file + " asks for " + asked);
            asked.removeAll(known);
            assertEquals(Set.of(), asked, file + " asks for what there is not");
        }
        for (Signal signal : Signal.values()) {
            assertTrue(metrics.contains("sallyport_signals_total{signal=\"" + signal.text() + "\"} 0\n"), metrics);
        }
        assertTrue(metrics.contains("sallyport_events_total{event=\"definition-changed\"} 0\n"), metrics);
        assertTrue(metrics.contains("sallyport_events_total{event=\"approval-asked\"} 1\n"), metrics);
        assertTrue(metrics.contains("sallyport_ledger_able 1\n"), metrics);
        assertTrue(metrics.contains("sallyport_sink_failing{sink=\"out\"} 0\n"), metrics);
        assertTrue(metrics.contains("sallyport_sink_missed_total{sink=\"out\"} 0\n"), metrics);
        for (Path file : List.of(DASHBOARD, ALERTS)) {
            assertTrue(
                    expressions(file).contains("sallyport_sink_failing"),
                    file + " does not show that a sink stands still");
        }
        assertTrue(metrics.matches("(?s).*\nsallyport_ledger_checkpoint_age_seconds [0-9][0-9.E-]*\n.*"), metrics);
    }

    /** Its own metrics say nothing of a gateway that is dead. */
    @Test
    void aGatewayThatDoesNotAnswerIsAlertedOf() throws IOException {
        String asked = expressions(ALERTS);
        assertTrue(asked.contains("absent_over_time(sallyport_ready["), "one of which nothing was ever heard");
        assertTrue(
                asked.contains("up == 0 and on (job, instance) last_over_time(sallyport_ready["), "one among others");
    }

    @Test
    void whatALimitRefusesIsShownOnce() throws IOException {
        for (Path file : List.of(DASHBOARD, ALERTS)) {
            assertFalse(
                    Pattern.compile("verdict=~\"[^\"]*\\blimit\\b")
                            .matcher(expressions(file))
                            .find(),
                    file + " sums limits, of whose refusals each is a denial too");
        }
    }

    @Test
    void everyMetricIsExplained() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        FAMILY.matcher(metrics())
                .results()
                .map(family -> family.group(1))
                .forEach(name -> assertTrue(page.contains("`" + name + "`"), "operations.md does not explain " + name));
    }

    private static String expressions(Path file) throws IOException {
        String text = Files.readString(file);
        StringBuilder expressions = new StringBuilder();
        if (file.equals(DASHBOARD)) {
            JsonNode dashboard = JsonMapper.shared().readTree(text);
            assertTrue(dashboard.path("panels").size() > 10);
            dashboard.path("panels").forEach(panel -> panel.path("targets")
                    .forEach(target ->
                            expressions.append(target.path("expr").asString()).append('\n')));
            return expressions.toString();
        }
        JsonNode rules =
                JsonMapper.shared().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        rules.path("groups").forEach(group -> group.path("rules")
                .forEach(
                        rule -> expressions.append(rule.path("expr").asString()).append('\n')));
        return expressions.toString();
    }
}
