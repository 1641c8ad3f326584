package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.pipeline.UpstreamFailure;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.LogLevel;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.NettyLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session that the gateway keeps at a server of the older era for one principal whose clients know no sessions. Where the
 * server forgets it, a new one begins under the clients' feet. Safe for use by several threads.
 */
final class KeptSession {
    private static final RequestId OWN_ID = RequestId.of(0);
    private static final long REOPEN_SECONDS = 2;
    private static final int REOPENED_MAX = 1000;

    private final Upstream server;
    private final String name;
    private final ClientFacts client;
    private final Set<LegacyRun> runs = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> subscribed = new HashMap<>();
    private final Set<LegacyListening> listenings = ConcurrentHashMap.newKeySet();
    private volatile long usedNanos = System.nanoTime();
    private @Nullable Opening opening;
    private volatile String logLevel = "";

    /** One session at the server, and what the server said of itself when it began. */
    private record Opening(Session session, CompletableFuture<ServerFacts> facts) {
        boolean isOver() {
            return session.isEnded() || facts.isCompletedExceptionally();
        }
    }

    /** A session for a client that says {@code client} of itself, by the name that keeps the server's processes apart. */
    KeptSession(Upstream server, String name, ClientFacts client) {
        this.server = server;
        this.name = name;
        this.client = client;
    }

    ClientFacts client() {
        return client;
    }

    /** How long nobody has used it. */
    long idleNanos(long nowNanos) {
        return runs.isEmpty() && listenings.isEmpty() ? nowNanos - usedNanos : 0;
    }

    /** What the server says of itself, once the session is open; a new one where the last is over. */
    CompletionStage<ServerFacts> ready(Leg leg) {
        usedNanos = System.nanoTime();
        Opening mine;
        synchronized (this) {
            Opening now = opening;
            if (now != null && !now.isOver()) {
                return now.facts();
            }
            Session session =
                    new Session(name, leg.principal(), leg.exchange().envelope().route(), System.nanoTime());
            mine = new Opening(session, new CompletableFuture<>());
            opening = mine;
            logLevel = "";
        }
        open(leg, mine);
        return mine.facts();
    }

    /** How the server names itself, as far as it has said so. */
    ObjectNode info() {
        ServerFacts facts;
        synchronized (this) {
            facts = opening == null || opening.isOver() ? null : opening.facts().getNow(null);
        }
        return facts == null ? JsonNodeFactory.instance.objectNode() : facts.info();
    }

    /** The leg to the server within the session; only after it is ready. */
    Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        usedNanos = System.nanoTime();
        Opening now;
        synchronized (this) {
            now = opening;
        }
        if (now == null) {
            throw new IllegalStateException("the session was never opened");
        }
        return leg.legacy(now.session(), events);
    }

    /** The server does not know the session any more: the next to need it begins another. */
    void lost() {
        synchronized (this) {
            if (opening != null) {
                opening.session().end();
            }
        }
    }

    private void open(Leg leg, Opening mine) {
        Leg inside = leg.legacy(mine.session(), event -> opened(leg, mine, event));
        UpstreamCall call = server.send(inside, JsonRpc.request(OWN_ID, McpMethod.INITIALIZE, client.initialize()));
        mine.facts()
                .orTimeout(leg.snapshot().limits().timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        leg.loop().execute(call::abandon);
                        mine.session().end();
                    }
                });
    }

    private void opened(Leg leg, Opening mine, UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                if (!isSpoken(response)) {
                    mine.facts().completeExceptionally(new UpstreamFailure(Reasons.ERA));
                    return;
                }
                ObjectNode nothing = JsonNodeFactory.instance.objectNode();
                server.send(leg.legacy(mine.session(), _ -> {}), JsonRpc.notification(McpMethod.INITIALIZED, nothing));
                hear(leg, mine, REOPENED_MAX);
                mine.facts().complete(ServerFacts.ofInitialize(response.result()));
                subscribeAgain(leg);
            }
            case UpstreamEvent.Failed failed ->
                mine.facts().completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
            case UpstreamEvent.Ended _ ->
                mine.facts().completeExceptionally(new UpstreamFailure(Reasons.CONNECTION_LOST));
            default -> {}
        }
    }

    private static boolean isSpoken(Message.Response response) {
        ProtocolVersion agreed =
                ProtocolVersion.of(response.result().path("protocolVersion").asString(""));
        return !response.isError() && agreed != ProtocolVersion.UNKNOWN && agreed.era() == Era.LEGACY;
    }

    /** Opens the stream on which the server speaks of its own accord; again after it broke off, where the server has one. */
    private void hear(Leg leg, Opening mine, int timesLeft) {
        UpstreamCall[] call = {UpstreamCall.DONE};
        call[0] = server.send(
                leg.legacy(mine.session(), event -> {
                    switch (event) {
                        case UpstreamEvent.Spoke spoke
                        when spoke.message() instanceof Message.Request request -> asked(spoke, request, call[0]);
                        case UpstreamEvent.Spoke spoke -> told(spoke);
                        case UpstreamEvent.Ended _ -> hearAgain(leg, mine, timesLeft);
                        case UpstreamEvent.Failed failed
                        when !failed.reason().equals(Reasons.NO_STREAM) -> hearAgain(leg, mine, timesLeft);
                        default -> {}
                    }
                }),
                new Message.OpenStream(""));
    }

    private void hearAgain(Leg leg, Opening mine, int timesLeft) {
        if (timesLeft > 0 && !mine.session().isEnded()) {
            ((NettyLoop) leg.loop())
                    .eventLoop()
                    .schedule(() -> hear(leg, mine, timesLeft - 1), REOPEN_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A question that says not to which call it belongs: to the one call that waits, if it is one. */
    private void asked(UpstreamEvent.Spoke spoke, Message.Request request, UpstreamCall call) {
        if (!toOnlyRun(spoke)) {
            call.reply(JsonRpc.error(
                    request.id(),
                    request.method(),
                    JsonRpc.METHOD_NOT_FOUND,
                    "no single call is under way to which this question could belong",
                    MissingNode.getInstance()));
        }
    }

    private void told(UpstreamEvent.Spoke spoke) {
        if (spoke.message() instanceof Message.Notification note && LegacyListening.isSubscribable(note.method())) {
            listenings.forEach(listening -> listening.said(note, spoke.sizeBytes()));
        } else {
            toOnlyRun(spoke);
        }
    }

    private boolean toOnlyRun(UpstreamEvent.Spoke spoke) {
        List<LegacyRun> all = List.copyOf(runs);
        if (all.size() == 1) {
            all.getFirst().said(spoke);
        }
        return all.size() == 1;
    }

    /** Makes the server send log messages of {@code level} and above, where it sends fewer so far. */
    void level(Leg leg, String level) {
        if (!LogLevel.isKnown(level) || (!logLevel.isEmpty() && LogLevel.isWanted(level, logLevel))) {
            return;
        }
        logLevel = level;
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("level", level);
        server.send(leg(leg, _ -> {}), JsonRpc.request(OWN_ID, LegacyMethod.SET_LEVEL, params));
    }

    /** Subscribes to a resource, once for all who listen. */
    void subscribe(Leg leg, String uri) {
        synchronized (subscribed) {
            if (subscribed.merge(uri, 1, Integer::sum) > 1) {
                return;
            }
        }
        subscription(leg, McpMethod.RESOURCES_SUBSCRIBE, uri);
    }

    /** Ends a subscription when the last who listens is gone. */
    void unsubscribe(Leg leg, String uri) {
        synchronized (subscribed) {
            if (subscribed.merge(uri, -1, Integer::sum) > 0) {
                return;
            }
            subscribed.remove(uri);
        }
        subscription(leg, McpMethod.RESOURCES_UNSUBSCRIBE, uri);
    }

    /** A new session knows nothing of the subscriptions of the last. */
    private void subscribeAgain(Leg leg) {
        List<String> all;
        synchronized (subscribed) {
            all = List.copyOf(subscribed.keySet());
        }
        all.forEach(uri -> subscription(leg, McpMethod.RESOURCES_SUBSCRIBE, uri));
    }

    private void subscription(Leg leg, String method, String uri) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("uri", uri);
        server.send(leg(leg, _ -> {}), JsonRpc.request(OWN_ID, method, params));
    }

    void begins(LegacyRun run) {
        runs.add(run);
    }

    void ends(LegacyRun run) {
        usedNanos = System.nanoTime();
        runs.remove(run);
    }

    void begins(LegacyListening listening) {
        listenings.add(listening);
    }

    void ends(LegacyListening listening) {
        usedNanos = System.nanoTime();
        listenings.remove(listening);
    }

    /** Ends the session at the server. */
    void close() {
        synchronized (this) {
            if (opening != null) {
                opening.session().end();
            }
        }
    }
}
