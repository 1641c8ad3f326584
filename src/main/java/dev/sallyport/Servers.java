package dev.sallyport;

import dev.sallyport.pipeline.Upstream;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.Secret;
import dev.sallyport.settings.ServerSettings;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.stdio.ChildCommand;
import dev.sallyport.transport.stdio.ChildLimits;
import dev.sallyport.transport.stdio.StdioUpstream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers of the settings as upstreams; a server whose settings stay the same lives through a reload. */
final class Servers implements AutoCloseable {
    private static final Duration RETIRED_MIN = Duration.ofSeconds(1);
    private static final Duration RETIRED_MAX = Duration.ofSeconds(30);

    private final Loops loops;
    private final Clock clock;
    private final Map<String, String> environment;
    private Map<String, Running> running = Map.of();
    private final List<Retired> retired = new ArrayList<>();

    /** An upstream and the settings that it was made of. */
    private record Running(ServerSettings settings, Optional<URI> proxy, Upstream upstream) {}

    /** A server that is gone from the settings, and since when; what it still answers is answered. */
    private record Retired(StdioUpstream upstream, Instant since) {}

    Servers(Loops loops, Clock clock, Map<String, String> environment) {
        this.loops = loops;
        this.clock = clock;
        this.environment = environment;
    }

    /** The upstreams for {@code settings}; those of servers that are gone or changed end once they are quiet. */
    synchronized Map<String, Upstream> of(Settings settings) {
        Map<String, Running> before = running;
        Map<String, Running> after = new LinkedHashMap<>();
        settings.servers().forEach((name, server) -> {
            Running known = before.get(name);
            boolean same = known != null
                    && known.settings().equals(server)
                    && known.proxy().equals(settings.egressProxy());
            after.put(name, same ? known : start(name, server, settings));
        });
        running = after;
        before.values().stream().filter(old -> !after.containsValue(old)).forEach(this::retire);
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        after.forEach((name, server) -> upstreams.put(name, server.upstream()));
        return Map.copyOf(upstreams);
    }

    private Running start(String name, ServerSettings server, Settings settings) {
        Upstream upstream =
                switch (server) {
                    case LocalServer local -> new StdioUpstream(local(name, local, settings), clock);
                    case RemoteServer remote -> new HttpUpstream(remote(remote, settings), loops);
                };
        return new Running(server, settings.egressProxy(), upstream);
    }

    private StdioUpstream.Server local(String name, LocalServer local, Settings settings) {
        ChildCommand command = new ChildCommand(
                local.command(),
                ChildCommand.environment(environment, plain(local.environment())),
                local.directory().orElse(Path.of("").toAbsolutePath()),
                limits(settings));
        StdioUpstream.Sharing sharing =
                switch (local.isolation()) {
                    case SESSION -> StdioUpstream.Sharing.SESSION;
                    case PRINCIPAL -> StdioUpstream.Sharing.PRINCIPAL;
                    case SHARED -> StdioUpstream.Sharing.SHARED;
                };
        return new StdioUpstream.Server(
                name, command, sharing, local.childrenMax(), local.idle().toNanos());
    }

    private static ChildLimits limits(Settings settings) {
        ChildLimits usual = ChildLimits.DEFAULT;
        return new ChildLimits(
                Math.toIntExact(settings.limits().reply().bytes()),
                usual.outboxBytesMax(),
                usual.linesPerSecondMax(),
                usual.stderrLineCharsMax(),
                usual.stderrLinesPerMinuteMax(),
                usual.stopGrace());
    }

    private static HttpTarget remote(RemoteServer remote, Settings settings) {
        return new HttpTarget(
                remote.url(),
                plain(remote.headers()),
                settings.egressProxy(),
                Math.toIntExact(settings.limits().reply().bytes()),
                settings.limits().connectTimeout());
    }

    private static Map<String, String> plain(Map<String, Secret> secrets) {
        Map<String, String> plain = new LinkedHashMap<>();
        secrets.forEach((name, secret) -> plain.put(name, secret.plaintext()));
        return plain;
    }

    private void retire(Running old) {
        if (old.upstream() instanceof StdioUpstream local) {
            retired.add(new Retired(local, clock.instant()));
        } else {
            close(old.upstream());
        }
    }

    private boolean isOver(Retired old) {
        Duration age = Duration.between(old.since(), clock.instant());
        return age.compareTo(RETIRED_MAX) > 0
                || (age.compareTo(RETIRED_MIN) > 0 && old.upstream().isQuiet());
    }

    /** Ends children that nobody has asked for too long, and servers that are gone from the settings. */
    synchronized void reap() {
        List<Retired> over = retired.stream().filter(this::isOver).toList();
        retired.removeAll(over);
        over.forEach(old -> old.upstream().close());
        for (Running server : running.values()) {
            if (server.upstream() instanceof StdioUpstream local) {
                local.reap();
            }
        }
    }

    @Override
    public synchronized void close() {
        retired.forEach(old -> old.upstream().close());
        running.values().forEach(server -> close(server.upstream()));
    }

    private static void close(Upstream upstream) {
        switch (upstream) {
            case StdioUpstream local -> local.close();
            case HttpUpstream remote -> remote.close();
            default -> throw new IllegalStateException("an upstream of an unknown kind");
        }
    }
}
