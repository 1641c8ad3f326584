package dev.sallyport.transport.legacy;

import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.LogLevel;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.protocol.legacy.Subscribable;
import dev.sallyport.transport.Backoff;
import dev.sallyport.transport.Doubt;
import dev.sallyport.transport.NettyLoop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session that the gateway keeps at a server of the older era for one principal whose clients know no sessions. Where the
 * server forgets it, a new one begins under the clients' feet. Safe for use by several threads.
 */
final class KeptSession implements ServerSession.Owner {
    private static final Stream NO_STREAM = () -> {};
    /** 1 s doubling to a minute; a stream that lasted ten seconds forgives. */
    private static final Backoff.Policy REOPENING =
            new Backoff.Policy(0, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));
    /** How long what a call said may be on its way when its answer is here. */
    private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Upstream server;
    private final ClientFacts client;
    private final Set<LegacyRun> runs = ConcurrentHashMap.newKeySet();
    private final Set<LegacyListening> listenings = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Stream> stream = new AtomicReference<>(NO_STREAM);
    private final ServerSession session;
    private final LegacyTasks tasks;
    private final Subscriptions subscriptions;
    private final String name;
    private final RandomGenerator random;
    private volatile boolean closed;
    private final Doubt doubt = new Doubt();
    private volatile long endedNanos = System.nanoTime() - SETTLED_NANOS;
    private volatile long usedNanos = System.nanoTime();
    private volatile String logLevel = "";

    /** How to end the stream on which the server speaks of its own accord; on any thread. */
    private interface Stream {
        void end();
    }

    /** A session for a client that says {@code client} of itself, by the name that keeps the server's processes apart. */
    KeptSession(Upstream server, String name, ClientFacts client, Suspensions suspensions, RandomGenerator random) {
        this.random = random;
        this.name = name;
        this.server = server;
        this.client = client;
        this.tasks = new LegacyTasks(server, this, suspensions, random);
        this.session = new ServerSession(server, name, client.initialize(), this);
        this.subscriptions = new Subscriptions(session);
    }

    /** Its name before the server's side: of no other session. */
    String name() {
        return name;
    }

    ClientFacts client() {
        return client;
    }

    /** What the clients began in it and come back for. */
    LegacyTasks tasks() {
        return tasks;
    }

    /** How long nobody has used it. */
    long idleNanos(long nowNanos) {
        tasks.expire(nowNanos);
        return runs.isEmpty() && listenings.isEmpty() && tasks.isEmpty() ? nowNanos - usedNanos : 0;
    }

    /** It is in use from now on. */
    void touch() {
        usedNanos = System.nanoTime();
    }

    /** What the server says of itself, once the session is open; a new one where the last is over. */
    CompletionStage<ServerFacts> ready(Leg leg) {
        touch();
        return session.ready(leg);
    }

    /** What the server said of itself when it was last asked, or null before the first handshake. */
    @Nullable
    ServerFacts facts() {
        return session.said();
    }

    /** How the server names itself, as far as it has said so. */
    ObjectNode serverName() {
        ServerFacts said = session.said();
        return said == null ? JsonNodeFactory.instance.objectNode() : said.info();
    }

    /** The leg to the server within the session; only after it is ready. */
    Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        touch();
        return session.leg(leg, events);
    }

    /** True where the server can be spoken to in it at once. */
    boolean isReady() {
        return session.isReady();
    }

    /** The tools of the server. */
    CompletionStage<ToolList> tools(Leg leg) {
        return isReady() ? session.tools(leg) : ready(leg).thenComposeAsync(_ -> session.tools(leg), leg.loop());
    }

    /** The server does not know the session of {@code used} any more: the next to need one begins another. */
    void lost(Leg used) {
        Session forgotten = used.session();
        if (forgotten != null) {
            session.lost(forgotten);
        }
    }

    /** Finds out whether the server has forgotten the session of {@code used}. */
    CompletionStage<Boolean> isForgotten(Leg used) {
        return session.isForgotten(used);
    }

    @Override
    public boolean takes(JsonNode result) {
        return true;
    }

    @Override
    public Reason otherwise() {
        return Reasons.ERA;
    }

    /** A new session knows nothing of what was asked for in the last, and its lists may be others. */
    @Override
    public void opened(Leg leg, Session fresh) {
        ServerFacts before = session.said();
        if (before != null) {
            ServerFacts.listsChanged(before.capabilities())
                    .forEach(note -> listenings.forEach(listening -> listening.said(note, 0)));
        }
        doubt.end();
        hear(leg, fresh, 0);
        if (!logLevel.isEmpty()) {
            session.tell(leg, LegacyMethod.SET_LEVEL, "level", logLevel);
        }
        subscriptions.renew(leg);
    }

    /** Opens the stream on which the server speaks of its own accord; again after it broke off, where the server has one. */
    private void hear(Leg leg, Session mine, int failures) {
        long began = System.nanoTime();
        UpstreamCall[] call = {UpstreamCall.DONE};
        call[0] = server.send(
                leg.legacy(mine, event -> {
                    switch (event) {
                        case UpstreamEvent.Spoke spoke
                        when spoke.message() instanceof Message.Request request -> asked(spoke, request, call[0], leg);
                        case UpstreamEvent.Spoke spoke -> told(spoke);
                        case UpstreamEvent.Failed failed when failed.reason().equals(Reasons.NO_STREAM) -> {}
                        case UpstreamEvent.Failed failed
                        when failed.reason().equals(Reasons.SESSION_LOST) -> {
                            session.lost(mine);
                            hearAgain(leg, mine, failures + 1);
                        }
                        case UpstreamEvent.Ended _, UpstreamEvent.Failed _ -> {
                            boolean lasted = System.nanoTime() - began
                                    > REOPENING.stableAfter().toNanos();
                            hearAgain(leg, mine, lasted ? 1 : failures + 1);
                        }
                        default -> {}
                    }
                }),
                new Message.OpenStream(""));
        UpstreamCall open = call[0];
        stream.getAndSet(() -> leg.loop().execute(() -> open.abandon())).end();
    }

    /** A stream that breaks off again and again is asked for less and less often. */
    private void hearAgain(Leg leg, Session mine, int failures) {
        ((NettyLoop) leg.loop())
                .eventLoop()
                .schedule(
                        () -> {
                            if (!closed && !mine.isLost()) {
                                hear(leg, mine, failures);
                            } else if (!closed && !listenings.isEmpty() && !session.isReady()) {
                                // somebody listens still, where the server has forgotten the session
                                ready(leg);
                            }
                        },
                        REOPENING.wait(failures, random).toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** A question that says not to which call it belongs: to the one call that waits, if it is one. */
    private void asked(UpstreamEvent.Spoke spoke, Message.Request request, UpstreamCall call, Leg leg) {
        if (request.method().equals(LegacyMethod.PING)) {
            call.reply(JsonRpc.result(request.id(), request.method(), JsonNodeFactory.instance.objectNode()));
        } else if (!tasks.takes(request, spoke, answer -> leg.loop().execute(() -> call.reply(answer)))
                && !toOnlyRun(spoke)) {
            call.reply(JsonRpc.error(
                    request.id(),
                    request.method(),
                    JsonRpc.METHOD_NOT_FOUND,
                    "no single call is under way to which this question could belong",
                    MissingNode.getInstance()));
        }
    }

    void told(UpstreamEvent.Spoke spoke) {
        if (spoke.message() instanceof Message.Notification note
                && note.method().equals(McpMethod.TASK_STATUS)) {
            tasks.changed(note);
        } else if (spoke.message() instanceof Message.Notification note && Subscribable.isChange(note.method())) {
            listenings.forEach(listening -> listening.said(note, spoke.sizeBytes()));
        } else if (System.nanoTime() - endedNanos > SETTLED_NANOS) {
            // else it may be of a call whose answer overtook it
            toOnlyRun(spoke);
        }
    }

    /** A call that was given up may still run at the server, and have more to say than the one that waits. */
    private boolean toOnlyRun(UpstreamEvent.Spoke spoke) {
        List<LegacyRun> all = runs.stream().filter(run -> !run.isAboutTask()).toList();
        boolean sole = all.size() == 1 && doubt.isOver();
        if (sole) {
            all.getFirst().said(spoke);
        }
        return sole;
    }

    /** Makes the server send log messages of {@code level} and above, where it sends fewer so far. */
    void level(Leg leg, String level) {
        if (!LogLevel.isKnown(level) || (!logLevel.isEmpty() && LogLevel.isWanted(level, logLevel))) {
            return;
        }
        logLevel = level;
        session.tell(leg, LegacyMethod.SET_LEVEL, "level", level);
    }

    /** What all who listen want to hear of. */
    Subscriptions subscriptions() {
        return subscriptions;
    }

    void begins(LegacyRun run) {
        runs.add(run);
    }

    void ends(LegacyRun run) {
        usedNanos = System.nanoTime();
        endedNanos = usedNanos;
        runs.remove(run);
    }

    /** Calls that were given up, of which the server may not know, or which it does not mind. */
    Doubt doubt() {
        return doubt;
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
        closed = true;
        stream.getAndSet(NO_STREAM).end();
        session.close();
    }
}
