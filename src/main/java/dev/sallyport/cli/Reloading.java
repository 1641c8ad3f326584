package dev.sallyport.cli;

import dev.sallyport.ListenerTls;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.Shape;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes over a settings file that changes: it is read whole first, and where anything is wrong the old settings stay. */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Duration LOOK = Duration.ofMillis(500);

    /** What is decided once, at the start, by its key. */
    private static final Map<String, Function<Settings, Object>> FIXED = fixed();

    private final SettingsSource source;
    private final Consumer<Settings> taking;
    private final Recorder recorder;
    private final Optional<ListenerTls> tls;
    private final Settings first;
    private String seen = "";
    private SettingsRead latest;
    private SettingsRead.Loaded inForce;

    /**
     * Begins with what {@code first} says; each later reading without a mistake is given to {@code taking}, and {@code recorder} notes what
     * became of each.
     */
    Reloading(
            SettingsSource source,
            SettingsRead.Loaded first,
            Consumer<Settings> taking,
            Optional<ListenerTls> tls,
            Recorder recorder) {
        this.recorder = recorder;
        this.tls = tls;
        this.source = source;
        this.first = first.settings();
        this.latest = first;
        this.inForce = first;
        this.taking = taking;
    }

    private static Map<String, Function<Settings, Object>> fixed() {
        Map<String, Function<Settings, Object>> fixed = new LinkedHashMap<>();
        fixed.put("listen", Settings::listen);
        fixed.put("observability-listen", Settings::observabilityListen);
        fixed.put("tls.names", Settings::names);
        fixed.put("tls.insecure-http", settings -> settings.tls().insecureHttp());
        fixed.put("limits.header", settings -> settings.limits().header());
        fixed.put("limits.connections", settings -> settings.limits().connections());
        fixed.put("limits.in-flight", settings -> settings.limits().inFlight());
        fixed.put("limits.idle-timeout", settings -> settings.limits().idleTimeout());
        fixed.put("store", Settings::store);
        fixed.put("audit.durability", settings -> settings.audit().durability());
        fixed.put("audit.retention", settings -> settings.audit().retention());
        fixed.put("audit.size-max", settings -> settings.audit().sizeMax());
        fixed.put("audit.compress", settings -> settings.audit().compress());
        fixed.put("audit.segment", settings -> settings.audit().segment());
        fixed.put("sinks", Settings::sinks);
        fixed.put("telemetry.otlp", settings -> settings.telemetry().otlp());
        fixed.put("telemetry.headers", settings -> settings.telemetry().headers());
        fixed.put("telemetry.ca", settings -> settings.telemetry().ca());
        fixed.put("telemetry.sample", settings -> settings.telemetry().sample());
        return fixed;
    }

    /** Looks twice a second from now on: at the files of the settings, and at certificates. */
    void start() {
        Thread.ofPlatform().daemon().name("sallyport-settings").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    look();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void look() {
        if (latest.files().changed()) {
            if (isAtRest()) {
                take();
            }
        } else {
            tls.ifPresent(ListenerTls::look);
        }
    }

    /** False where the files were others at the look before: half a file may be valid, with fewer servers and more callers. */
    private boolean isAtRest() {
        String before = seen;
        seen = latest.files().stamp();
        return seen.equals(before);
    }

    /** The settings in force, but for what needs a restart. */
    synchronized SettingsRead.Loaded inForce() {
        return inForce;
    }

    /** Adds to a status what is {@code unsafe} in force, what {@code needsRestart}, and what {@code problems} the file has now. */
    synchronized void tell(ObjectNode status) {
        inForce.warnings().forEach(status.putArray("unsafe")::add);
        restarts().forEach(status.putArray("needsRestart")::add);
        problems().forEach(status.putArray("problems")::add);
    }

    /** The keys whose values in the file are others than those in force, because they are read at the start alone. */
    synchronized List<String> restarts() {
        return FIXED.entrySet().stream()
                .filter(key -> !key.getValue()
                        .apply(inForce.settings())
                        .equals(key.getValue().apply(first)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is wrong with the file as it was read last; where there is anything, older settings are in force. */
    synchronized List<String> problems() {
        return latest instanceof SettingsRead.Refused refused
                ? refused.problems().stream().map(Object::toString).toList()
                : List.of();
    }

    /** Where the policy in force stands, or would: in the home, or in the settings where these say what callers may do. */
    synchronized Path policyFile() {
        return source.file()
                .filter(_ -> !inForce.files().has(source.policy()))
                .map(file -> file.toAbsolutePath().normalize())
                .orElse(source.policy());
    }

    /** Reads the file now: {@code problems} is empty where its settings are in force, {@code notes} are worth knowing. */
    synchronized ObjectNode reload() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        List<String> notes = take();
        result.put("settings", source.text());
        problems().forEach(result.putArray("problems")::add);
        notes.forEach(result.putArray("notes")::add);
        return result;
    }

    private List<String> take() {
        String path = source.text();
        latest = source.read();
        return switch (latest) {
            case SettingsRead.Refused refused -> {
                LOG.log(Level.ERROR, "{0} is not valid; the settings before stay in force", path);
                refused.problems().forEach(problem -> LOG.log(Level.ERROR, "{0}", problem));
                step(
                        "settings-refused",
                        Map.of("problems", Integer.toString(refused.problems().size())));
                yield List.of();
            }
            case SettingsRead.Loaded loaded -> {
                tell(loaded);
                taking.accept(loaded.settings());
                Optional<String> unfit =
                        tls.flatMap(served -> served.take(loaded.settings().tls()));
                inForce = loaded;
                List<String> notes = notes();
                unfit.ifPresent(notes::add);
                LOG.log(Level.INFO, "the settings in {0} are in force", path);
                notes.forEach(note -> LOG.log(Level.WARNING, "{0}", note));
                yield notes;
            }
        };
    }

    /** Before they are in force, so that nothing is judged by what no entry has told of. */
    private void tell(SettingsRead.Loaded next) {
        String changed = String.join(" ", Shape.of(Settings.class).changed(inForce.settings(), next.settings()));
        if (!changed.isEmpty()) {
            Map<String, String> facts = new LinkedHashMap<>(Map.of("changed", changed));
            facts.putAll(source.facts(next));
            step("settings-changed", facts);
        }
    }

    private void step(String event, Map<String, String> facts) {
        recorder.stepped(new Recorder.Step(Instant.now(), event, facts));
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        inForce.warnings().forEach(warning -> notes.add("unsafe: " + warning));
        restarts()
                .forEach(key -> notes.add(key + " is read at the start only: what has changed of it needs a restart"));
        return notes;
    }
}
