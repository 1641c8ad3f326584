package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.ListenerTls;
import dev.sallyport.settings.LimitSettings;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes over a settings file that changes: it is read whole first, and where anything is wrong the old settings stay. */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Optional<Path> file;
    private final Gateway gateway;
    private final Optional<ListenerTls> tls;
    private SettingsRead latest;
    private SettingsRead.Loaded inForce;

    Reloading(Optional<Path> file, SettingsRead.Loaded first, Gateway gateway, Optional<ListenerTls> tls) {
        this.tls = tls;
        this.file = file;
        this.latest = first;
        this.inForce = first;
        this.gateway = gateway;
    }

    /** Looks once a second from now on: at the settings, where there is a file, and at certificates. */
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
        if (file.isPresent() && latest.files().changed()) {
            take(file.get());
        } else {
            tls.ifPresent(ListenerTls::look);
        }
    }

    /** Each unsafe setting in force. */
    synchronized List<String> unsafe() {
        return inForce.warnings();
    }

    /** Reads the file now: {@code problems} is empty where its settings are in force, {@code notes} are worth knowing. */
    synchronized ObjectNode reload() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (file.isEmpty()) {
            result.putNull("settings");
            result.putArray("problems").add("the gateway was started without a settings file");
            result.putArray("notes");
            return result;
        }
        List<String> notes = take(file.get());
        result.put("settings", file.get().toAbsolutePath().toString());
        var problems = result.putArray("problems");
        if (latest instanceof SettingsRead.Refused refused) {
            refused.problems().forEach(problem -> problems.add(problem.toString()));
        }
        notes.forEach(result.putArray("notes")::add);
        return result;
    }

    private List<String> take(Path path) {
        latest = SettingsFile.read(path);
        return switch (latest) {
            case SettingsRead.Refused refused -> {
                LOG.log(Level.ERROR, "{0} is not valid; the settings before stay in force", path);
                refused.problems().forEach(problem -> LOG.log(Level.ERROR, "{0}", problem));
                yield List.of();
            }
            case SettingsRead.Loaded loaded -> {
                List<String> notes = notes(loaded);
                gateway.reload(loaded.settings());
                tls.flatMap(served -> served.take(loaded.settings().tls())).ifPresent(notes::add);
                inForce = loaded;
                LOG.log(Level.INFO, "the settings in {0} are in force", path);
                notes.forEach(note -> LOG.log(Level.WARNING, "{0}", note));
                yield notes;
            }
        };
    }

    private List<String> notes(SettingsRead.Loaded loaded) {
        List<String> notes = new ArrayList<>();
        loaded.warnings().forEach(warning -> notes.add("unsafe: " + warning));
        Settings before = inForce.settings();
        Settings now = loaded.settings();
        if (!now.listen().equals(before.listen()) || !now.observabilityListen().equals(before.observabilityListen())) {
            notes.add("an address to listen on has changed: that needs a restart");
        }
        if (now.tls().insecureHttp() != before.tls().insecureHttp()
                || !now.names().equals(before.names())) {
            notes.add("tls.insecure-http, or a name of this gateway, has changed: that needs a restart");
        }
        if (isFixedAtStart(before.limits(), now.limits())) {
            notes.add(
                    "limits header, connections, in-flight and idle-timeout: what has changed of them needs a restart");
        }
        return notes;
    }

    private static boolean isFixedAtStart(LimitSettings before, LimitSettings now) {
        return !now.header().equals(before.header())
                || now.connections() != before.connections()
                || !now.inFlight().equals(before.inFlight())
                || !now.idleTimeout().equals(before.idleTimeout());
    }
}
