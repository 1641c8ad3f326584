package dev.sallyport;

import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.ServerSettings;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.transport.BoundedUpstream;
import dev.sallyport.transport.Breaker;
import dev.sallyport.transport.Condition;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.VersionFloor;
import dev.sallyport.transport.WatchedUpstream;
import dev.sallyport.transport.child.ChildCommand;
import dev.sallyport.transport.child.ChildEnd;
import dev.sallyport.transport.child.ChildLimits;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.legacy.DualEraUpstream;
import dev.sallyport.transport.stdio.StdioUpstream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The servers of the settings as upstreams; a server whose settings stay the same lives through a reload. */
final class Servers implements AutoCloseable {
    /** A child is asked, told and killed, each after two seconds at the most. */
    private static final Duration CHILDREN_END = Duration.ofSeconds(8);

    private final Loops loops;
    private final Clock clock;
    private final Map<String, String> environment;
    private final MemoryGate memory;
    private final boolean translating;
    private final SecureRandom random = new SecureRandom();
    private final List<Retired> retired = new ArrayList<>();
    private volatile Map<String, Running> running = Map.of();

    /** An upstream that new settings have no more: what runs on it may end by itself until then. */
    private record Retired(Running server, Instant until) {}

    /** An upstream, the settings that it was made of, and how exchanges reach it. */
    private record Running(
            ServerSettings settings,
            Means means,
            Upstream upstream,
            Condition condition,
            Breaker breaker,
            Optional<DualEraUpstream> translated,
            Upstream reached) {

        void forget(Predicate<Principal> whose) {
            translated.ifPresent(both -> both.forget(whose));
            if (upstream instanceof StdioUpstream local) {
                local.forget(whose);
            }
        }

        /** Ends what nobody has used for long. */
        void reap() {
            translated.ifPresent(DualEraUpstream::reap);
            if (upstream instanceof StdioUpstream local) {
                local.reap();
            }
        }
    }

    /** What the settings as a whole say of reaching a server. */
    private record Means(Optional<URI> proxy, ByteSize reply, Duration connectTimeout) {
        static Means of(Settings settings) {
            return new Means(
                    settings.egressProxy(),
                    settings.limits().reply(),
                    settings.limits().connectTimeout());
        }
    }

    Servers(Loops loops, Clock clock, Map<String, String> environment, MemoryGate memory, boolean translating) {
        this.translating = translating;
        this.memory = memory;
        this.loops = loops;
        this.clock = clock;
        this.environment = environment;
    }

    /** The upstreams for {@code settings}; those of servers that are gone or changed end when no call runs on them any more. */
    synchronized Map<String, Upstream> of(Settings settings) {
        Map<String, Running> before = running;
        Map<String, Running> after = new LinkedHashMap<>();
        settings.servers().forEach((name, server) -> {
            Running known = before.get(name);
            boolean same = known != null
                    && known.settings().equals(server)
                    && known.means().equals(Means.of(settings));
            after.put(name, same ? known : start(name, server, settings));
        });
        running = after;
        Instant until = clock.instant().plus(settings.limits().requestTimeout());
        before.values().stream()
                .filter(old -> !after.containsValue(old))
                .forEach(old -> retired.add(new Retired(old, until)));
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        after.forEach((name, server) -> upstreams.put(name, server.reached()));
        return Map.copyOf(upstreams);
    }

    private Running start(String name, ServerSettings server, Settings settings) {
        Condition condition = new Condition(name, clock);
        Upstream upstream =
                switch (server) {
                    case LocalServer local ->
                        new StdioUpstream(local(name, local, settings, condition), clock, memory, random);
                    case RemoteServer remote -> new HttpUpstream(remote(remote, settings), loops, random);
                };
        // a bridge asks a gateway, which has breakers of its own; the ends of processes have back-offs of theirs
        Breaker breaker =
                new Breaker(translating && server instanceof RemoteServer remote ? remote.breaker() : 0, random);
        Upstream watched = new WatchedUpstream(
                upstream, condition, breaker, server instanceof RemoteServer ? WatchedUpstream.REMOTE : Set.of());
        Upstream spoken = server.versionMin()
                .<Upstream>map(oldest -> new VersionFloor(watched, oldest))
                .orElse(watched);
        Optional<DualEraUpstream> both =
                translating ? Optional.of(new DualEraUpstream(spoken, server.era(), random, clock)) : Optional.empty();
        Upstream reached = new BoundedUpstream(
                both.<Upstream>map(each -> each).orElse(spoken), server.timeout(), server.concurrency());
        return new Running(server, Means.of(settings), upstream, condition, breaker, both, reached);
    }

    private StdioUpstream.Server local(String name, LocalServer local, Settings settings, Condition condition) {
        ChildCommand command = new ChildCommand(
                local.command(),
                ChildCommand.environment(environment, plain(local.env())),
                local.cwd().orElse(Path.of("").toAbsolutePath()),
                limits(settings),
                end -> ended(end, condition));
        StdioUpstream.Sharing sharing =
                switch (local.isolation()) {
                    case SESSION -> StdioUpstream.Sharing.SESSION;
                    case PRINCIPAL -> StdioUpstream.Sharing.PRINCIPAL;
                    case SHARED -> StdioUpstream.Sharing.SHARED;
                };
        return new StdioUpstream.Server(
                name, command, sharing, local.childrenMax(), local.idle().toNanos());
    }

    private static void ended(ChildEnd end, Condition condition) {
        switch (end) {
            case ChildEnd.Stopped _ -> {}
            case ChildEnd.StartFailed failed -> condition.ended(Reasons.UNREACHABLE, failed.words());
            default -> condition.ended(Reasons.CONNECTION_LOST, "its process ended: " + end.words());
        }
    }

    private ChildLimits limits(Settings settings) {
        ChildLimits usual = ChildLimits.DEFAULT;
        return new ChildLimits(
                Math.toIntExact(settings.limits().reply().bytes()),
                usual.outboxBytesMax(),
                usual.linesPerSecondMax(),
                usual.stderrLineCharsMax(),
                usual.stderrLinesPerMinuteMax(),
                usual.stopGrace());
    }

    private HttpTarget remote(RemoteServer remote, Settings settings) {
        return new HttpTarget(
                remote.url(),
                plain(remote.headers()),
                settings.egressProxy(),
                Math.toIntExact(settings.limits().reply().bytes()),
                settings.limits().connectTimeout(),
                TlsRules.of(remote.tls()));
    }

    private static Map<String, String> plain(Map<String, Secret> secrets) {
        Map<String, String> plain = new LinkedHashMap<>();
        secrets.forEach((name, secret) -> plain.put(name, secret.plaintext()));
        return plain;
    }

    /** Ends children that nobody has asked for too long, and what is retired as soon as nothing runs on it. */
    synchronized void reap() {
        Instant now = clock.instant();
        retired.removeIf(old -> {
            boolean over = !now.isBefore(old.until())
                    || !(old.server().upstream() instanceof StdioUpstream local)
                    || local.rest();
            if (over) {
                close(old.server());
            }
            return over;
        });
        running.values().forEach(Running::reap);
    }

    /** Ends what is kept at the servers for those that {@code whose} picks. */
    synchronized void forget(Predicate<Principal> whose) {
        running.values().forEach(server -> server.forget(whose));
        retired.forEach(old -> old.server().forget(whose));
    }

    /** How each server fares. */
    Map<String, ServerState> states() {
        Map<String, ServerState> states = new LinkedHashMap<>();
        running.forEach((name, server) -> states.put(name, state(server)));
        return states;
    }

    private static ServerState state(Running server) {
        Optional<Condition.Failure> failure = server.condition().last();
        if (!(server.upstream() instanceof StdioUpstream local)) {
            return new ServerState(server.breaker().isOpen() ? ServerState.CIRCUIT_OPEN : "remote", 0, failure);
        }
        int children = local.childCount();
        boolean failing = failure.isPresent() && !failure.get().over();
        String word = children > 0 ? "running" : local.isRestarting() ? "restarting" : failing ? "failing" : "idle";
        return new ServerState(word, children, failure);
    }

    /** Closes all, and waits until their processes are gone. */
    @Override
    public synchronized void close() {
        running.values().forEach(Servers::close);
        retired.forEach(old -> close(old.server()));
        long end = System.nanoTime() + CHILDREN_END.toNanos();
        try {
            for (Running server : running.values()) {
                if (server.upstream() instanceof StdioUpstream local) {
                    local.awaitGone(end);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Running server) {
        server.translated().ifPresent(DualEraUpstream::close);
        switch (server.upstream()) {
            case StdioUpstream local -> local.close();
            case HttpUpstream remote -> remote.close();
            default -> throw new IllegalStateException("an upstream of an unknown kind");
        }
    }
}
