package dev.sallyport.cli.doctor;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.settings.home.LivingInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The gateways that run in the home, as they tell of themselves. */
final class GatewayChecks {
    private static final long UNSIGNED_SECONDS = 30;

    private final String version;

    /** Compares with {@code version}, that of this program. */
    GatewayChecks(String version) {
        this.version = version;
    }

    List<Check> checks(Examined examined) throws IOException {
        List<Check> checks = new ArrayList<>();
        for (LivingInstance living : examined.living()) {
            if (living.record().isEmpty()) {
                checks.add(unknown(living.folder().toString()));
            } else if (living.record().get().command().equals("run")
                    || living.record().get().control().isPresent()) {
                checks.add(check(living.record().get()));
            }
        }
        return checks.isEmpty() ? List.of(none()) : checks;
    }

    private static Check none() {
        return new Check(
                "gateways",
                Code.GATEWAY_NONE,
                () -> List.of(Finding.ok(Code.GATEWAY_NONE, "gateways", "none runs in the home")));
    }

    private static Check unknown(String folder) {
        return new Check(
                folder,
                Code.GATEWAY_UNKNOWN,
                () -> List.of(new Finding(
                        Code.GATEWAY_UNKNOWN,
                        folder,
                        "a process that lives says nothing that this version can read",
                        "it is just starting, or of another version",
                        "look again; then stop it, and start this version")));
    }

    private Check check(InstanceRecord gateway) {
        String where = (gateway.command().equals("run") ? "gateway " : gateway.command() + " ") + gateway.pid();
        return new Check(where, Code.GATEWAY_SILENT, () -> {
            try {
                return findings(where, ControlClient.ask(gateway, ControlUpstream.STATUS));
            } catch (CommandFailure failure) {
                String why = String.valueOf(failure.getMessage());
                return List.of(
                        failure.error().equals(ControlClient.REFUSED)
                                ? new Finding(Code.GATEWAY_NOT_READY, where, why, "so is what comes", "see its log")
                                : new Finding(Code.GATEWAY_SILENT, where, why, "it may be stuck", ""));
            }
        });
    }

    private List<Finding> findings(String where, JsonNode status) {
        List<Finding> findings = new ArrayList<>();
        String state = text(status, "state");
        if (!state.equals("ready")) {
            findings.add(new Finding(
                    Code.GATEWAY_NOT_READY, where, "is not ready: " + state, "what comes is refused", "see its log"));
        }
        String theirs = text(status, "version");
        if (!theirs.equals(version)) {
            findings.add(new Finding(
                    Code.GATEWAY_VERSION,
                    where,
                    "is of " + (theirs.isEmpty() ? "an older version" : "version " + theirs) + ", and this is "
                            + version,
                    "what was mended since is not in it",
                    "restart it"));
        }
        findings.addAll(each(status, "problems", Code.GATEWAY_SETTINGS, where, "the settings before stay in force"));
        if (status.path("problem").isString()) {
            findings.add(new Finding(Code.GATEWAY_TLS, where, text(status, "problem"), "", "put sound files in place"));
        }
        if (!status.path("needsRestart").isEmpty()) {
            String keys = status.path("needsRestart")
                    .valueStream()
                    .map(key -> key.asString(""))
                    .collect(Collectors.joining(", "));
            findings.add(new Finding(
                    Code.GATEWAY_RESTART,
                    where,
                    keys + " changed in its settings",
                    "it is read at the start only",
                    "restart it"));
        }
        String limits = text(status, "sharedLimits");
        if (!limits.isEmpty() && !limits.equals("ok")) {
            findings.add(new Finding(
                    Code.GATEWAY_LIMITS,
                    where,
                    "does not count limits together with others: " + limits,
                    "by ratelimit.on-failure, what is limited is refused, or each gateway counts by itself",
                    "see store.redis"));
        }
        findings.addAll(each(status, "unsafe", Code.GATEWAY_UNSAFE, where, ""));
        findings.addAll(each(
                status,
                "policy",
                Code.GATEWAY_POLICY,
                where,
                "that part of the statement never applies, or always does"));
        findings.addAll(
                each(status, "scopes", Code.GATEWAY_SCOPES, where, "grants are wider than they seem, or of no use"));
        servers(findings, where, status.path("servers"));
        ledger(findings, where, status.path("ledger"));
        sinks(findings, where, status.path("sinks"));
        return findings.isEmpty() ? List.of(Finding.ok(Code.GATEWAY_SOUND, where, ready(status))) : findings;
    }

    private static String ready(JsonNode status) {
        return status.has("endpoint") ? "is ready at " + text(status, "endpoint") : "is ready";
    }

    private static List<Finding> each(JsonNode status, String member, Code code, String where, String why) {
        return status.path(member)
                .valueStream()
                .map(one -> new Finding(code, where, one.asString(""), why, ""))
                .toList();
    }

    private static void ledger(List<Finding> findings, String where, JsonNode ledger) {
        damaged(findings, where, ledger.path("damaged"));
        long unsignedSeconds = ledger.path("unsignedSeconds").asLong(0);
        if (unsignedSeconds >= UNSIGNED_SECONDS) {
            findings.add(new Finding(
                    Code.GATEWAY_LEDGER,
                    where,
                    "has not had all of its ledger on the disk and signed for " + unsignedSeconds + " s",
                    "a loss of power takes that, and nobody can prove it",
                    "look after the disk of the home; the log says what fails"));
        }
    }

    private static void damaged(List<Finding> findings, String where, JsonNode damaged) {
        Map<String, String> places = new TreeMap<>();
        damaged.properties()
                .forEach(ledger -> places.put(
                        ledger.getKey() + " beside its own", ledger.getValue().asString("")));
        findings.addAll(LedgerChecks.findings(where, places));
    }

    private static void sinks(List<Finding> findings, String where, JsonNode sinks) {
        sinks.properties().forEach(sink -> {
            JsonNode it = sink.getValue();
            if (it.has("problem")) {
                findings.add(new Finding(
                        Code.GATEWAY_SINK,
                        where,
                        "the sink " + sink.getKey() + " gets no entries: " + text(it, "problem"),
                        it.path("lagEntries") + " wait in the ledger, the first for " + it.path("lagSeconds") + " s",
                        "see sinks." + sink.getKey()));
            } else if (it.path("missed").asLong(0) > 0) {
                findings.add(new Finding(
                        Code.GATEWAY_SINK,
                        where,
                        "the sink " + sink.getKey() + " has missed " + it.path("missed") + " entries",
                        "they were gone from the ledger, or it was damaged, before they could be sent; the log says which",
                        "keep them longer: audit.retention"));
            }
        });
    }

    private static void servers(List<Finding> findings, String where, JsonNode servers) {
        servers.properties().forEach(server -> {
            JsonNode failure = server.getValue().path("lastFailure");
            if (failure.isObject() && !failure.path("over").asBoolean()) {
                findings.add(new Finding(
                        Code.GATEWAY_SERVER,
                        where + ", server " + server.getKey(),
                        "fails since " + text(failure, "at") + ": " + text(failure, "message"),
                        "",
                        "see " + text(failure, "reason") + " in docs/refusals.md"));
            }
        });
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
