package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Backoff;
import dev.sallyport.transport.Correlation;
import dev.sallyport.transport.LateCall;
import dev.sallyport.transport.ServerQuestions;
import dev.sallyport.transport.child.ChildCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A local MCP server: child processes that speak over their pipes, one for each session, principal, or for all. */
public final class StdioUpstream implements Upstream, AutoCloseable {
    private static final Reason TOO_MANY = Reasons.CHILDREN;

    /** Who shares one child. */
    public enum Sharing {
        /** Nobody: a legacy session has its own, and a modern client that of its principal. */
        SESSION,
        /** All sessions of one principal. */
        PRINCIPAL,
        /** Everybody; the server cannot ask its clients. */
        SHARED
    }

    /**
     * A local server.
     *
     * @param name its name in the settings
     * @param command how a child is started
     * @param sharing who shares a child
     * @param childrenMax how many children may live at once
     * @param idleNanos after which time without a message a child ends
     */
    public record Server(String name, ChildCommand command, Sharing sharing, int childrenMax, long idleNanos) {}

    private final Server server;
    private final Clock clock;
    private final MemoryGate memory;
    private final Map<String, StdioConnection> byOwner = new HashMap<>();
    private final Map<StdioConnection, Start> started = new HashMap<>();
    private final Backoffs backoffs;
    private final AtomicLong nextId = new AtomicLong(1);
    private final AtomicBoolean goesOn = new AtomicBoolean();
    private boolean closed;

    /** What a caller gets: a connection, or the reason why there is none. */
    private record Place(@Nullable StdioConnection connection, Reason otherwise, Hint hint) {
        static Place at(StdioConnection connection) {
            return new Place(connection, Reasons.CONNECTION_LOST, Hint.NONE);
        }

        static Place none(Reason reason) {
            return new Place(null, reason, Hint.NONE);
        }

        UpstreamEvent.Failed failed() {
            return new UpstreamEvent.Failed(otherwise, hint);
        }
    }

    /** When a child was started, and for whom. */
    private record Start(Instant at, String caller, Principal principal) {}

    /** No child runs yet; large messages of children wait for {@code memory}, and {@code random} scatters new starts. */
    public StdioUpstream(Server server, Clock clock, MemoryGate memory, RandomGenerator random) {
        this.backoffs = new Backoffs(Backoff.Policy.DEFAULT, random);
        this.server = server;
        this.clock = clock;
        this.memory = memory;
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (message instanceof Message.EndSession) {
            leg.events().accept(new UpstreamEvent.Accepted());
            return UpstreamCall.DONE;
        }
        Place place = place(leg);
        StdioConnection connection = place.connection();
        if (connection == null) {
            leg.events().accept(place.failed());
            return UpstreamCall.DONE;
        }
        return switch (message) {
            case Message.Request request -> request(leg, connection, request);
            case Message.OpenStream stream -> listen(leg, connection, stream);
            case Message.Spoken spoken -> tell(leg, connection, spoken);
            case Message.EndSession _ -> UpstreamCall.DONE;
        };
    }

    private UpstreamCall request(Leg leg, StdioConnection connection, Message.Request request) {
        boolean opens = leg.era() == Era.LEGACY && request.method().equals(McpMethod.INITIALIZE);
        return opens && server.sharing() != Sharing.SESSION
                ? open(leg, connection, request)
                : ask(leg, connection, request);
    }

    private static UpstreamCall ask(Leg leg, StdioConnection connection, Message.Request request) {
        Correlation ids = new Correlation(connection.nextId(), request);
        StdioCall call = new StdioCall(connection, leg, Optional.of(ids));
        connection.request(call, ids);
        return call;
    }

    /** The handshake with a child that is shared: the first one goes to the child, all others hear its answer. */
    private static UpstreamCall open(Leg leg, StdioConnection connection, Message.Request request) {
        Handshake handshake = connection.handshake();
        LateCall waiting = new LateCall();
        Runnable again = () -> leg.loop().execute(() -> waiting.make(() -> open(leg, connection, request)));
        switch (handshake.turn(again)) {
            case ASK -> {
                return ask(leg, connection, request);
            }
            case KNOWN -> {
                JsonNode known = Objects.requireNonNull(handshake.result());
                Message.Response answer = JsonRpc.result(request.id(), request.method(), known);
                leg.events().accept(new UpstreamEvent.Spoke(answer, "", 200, 0));
            }
            case FULL -> leg.events().accept(new UpstreamEvent.Failed(Reasons.BUSY, Hint.NONE));
            case WAIT -> {}
        }
        return waiting;
    }

    private static UpstreamCall listen(Leg leg, StdioConnection connection, Message.OpenStream stream) {
        StdioCall call = new StdioCall(connection, leg, Optional.empty());
        connection.listen(call, stream.lastEventId());
        return call;
    }

    private static UpstreamCall tell(Leg leg, StdioConnection connection, Message.Spoken spoken) {
        boolean again = spoken.method().equals(McpMethod.INITIALIZED)
                && !connection.handshake().initialize();
        boolean taken = again || connection.write(spoken);
        leg.events()
                .accept(
                        taken
                                ? new UpstreamEvent.Accepted()
                                : new UpstreamEvent.Failed(connection.untaken(), Hint.NONE));
        return UpstreamCall.DONE;
    }

    /** The connection of the caller; a legacy session that lost its child is over, anybody else gets a new one. */
    private Place place(Leg leg) {
        Session session = leg.era() == Era.LEGACY ? leg.session() : null;
        if (session == null) {
            return connect(leg);
        }
        if (session.isEnded()) {
            return lost(session);
        }
        if (session.link() instanceof Share share) {
            return share.connection().isOver() ? lost(session) : Place.at(share.connection());
        }
        Place place = connect(leg);
        if (place.connection() != null) {
            session.link(new Share(place.connection(), server.sharing() == Sharing.SESSION));
        }
        return place;
    }

    private static Place lost(Session session) {
        session.end();
        return Place.none(Reasons.SESSION_LOST);
    }

    private String owner(Leg leg) {
        Session session = leg.session();
        return server.sharing() == Sharing.SESSION && leg.era() == Era.LEGACY && session != null
                ? session.id()
                : caller(leg);
    }

    /** Who waits after children that failed: new sessions of one principal are the same caller. */
    private String caller(Leg leg) {
        return server.sharing() == Sharing.SHARED
                ? "shared"
                : "principal " + leg.principal().id();
    }

    private synchronized Place connect(Leg leg) {
        String owner = owner(leg);
        String caller = caller(leg);
        StdioConnection known = byOwner.get(owner);
        if (known != null && !known.isOver()) {
            return Place.at(known);
        }
        Instant now = clock.instant();
        if (closed) {
            return Place.none(Reasons.STOPPING);
        }
        Duration wait = backoffs.remaining(caller, now);
        if (wait.isPositive()) {
            return new Place(null, Reasons.RESTARTING, new Hint.RetryAfter(wait));
        }
        if (byOwner.size() >= server.childrenMax() && !evict()) {
            return Place.none(TOO_MANY);
        }
        StdioConnection fresh = new StdioConnection(server, nextId, goesOn, memory, this::ended);
        byOwner.put(owner, fresh);
        started.put(fresh, new Start(now, caller, leg.principal()));
        return Place.at(fresh);
    }

    /** Ends the child that has been idle longest, where one is idle for at least a second. */
    private boolean evict() {
        StdioConnection idlest = null;
        for (StdioConnection connection : byOwner.values()) {
            if (connection.idleNanos() > 1_000_000_000L
                    && (idlest == null || connection.idleNanos() > idlest.idleNanos())) {
                idlest = connection;
            }
        }
        if (idlest == null) {
            return false;
        }
        byOwner.values().remove(idlest);
        idlest.close();
        return true;
    }

    private synchronized void ended(StdioConnection connection, StdioConnection.Fault fault) {
        byOwner.values().remove(connection);
        Start start = started.remove(connection);
        if (start != null) {
            switch (fault) {
                case NONE -> {}
                case FAILED -> backoffs.failed(start.caller(), start.at(), clock.instant());
                case NOT_STARTED -> backoffs.notStarted(start.at(), clock.instant());
            }
        }
        notifyAll();
    }

    /** How many children live. */
    public synchronized int childCount() {
        return started.size();
    }

    /** True while the server failed too often for somebody, and is not started again for him. */
    public synchronized boolean isRestarting() {
        return backoffs.isAnyWaiting(clock.instant());
    }

    /** Waits after {@link #close} until no child is left, or {@code endNanos} of the system's clock is reached. */
    public synchronized void awaitGone(long endNanos) throws InterruptedException {
        long left = endNanos - System.nanoTime();
        while (!started.isEmpty() && left > 0) {
            wait(left / 1_000_000 + 1);
            left = endNanos - System.nanoTime();
        }
    }

    /** Ends children that nobody has asked for too long; to be called now and then. */
    public void reap() {
        List<StdioConnection> idle;
        synchronized (this) {
            idle = byOwner.values().stream()
                    .filter(connection -> connection.idleNanos() > server.idleNanos())
                    .toList();
        }
        idle.forEach(StdioConnection::close);
    }

    /** Ends the children that were started for those that {@code whose} picks, but for what everybody shares. */
    public void forget(Predicate<Principal> whose) {
        List<StdioConnection> theirs;
        synchronized (this) {
            theirs = started.entrySet().stream()
                    .filter(each -> whose.test(each.getValue().principal()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        if (server.sharing() != Sharing.SHARED) {
            theirs.forEach(StdioConnection::close);
        }
    }

    /** Ends the children on which no call runs; true where there are no others. */
    public boolean rest() {
        List<StdioConnection> all;
        synchronized (this) {
            all = List.copyOf(byOwner.values());
        }
        List<StdioConnection> idle =
                all.stream().filter(connection -> connection.idleNanos() > 0).toList();
        idle.forEach(StdioConnection::close);
        return idle.size() == all.size();
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return READY;
    }

    @Override
    public Catalog catalog(Leg leg) {
        StdioConnection connection = place(leg).connection();
        return connection == null ? new Catalog() : connection.catalog();
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return () -> ServerQuestions.tools(this, leg);
    }

    @Override
    public void close() {
        List<StdioConnection> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(byOwner.values());
        }
        all.forEach(StdioConnection::close);
    }

    /** What a session has of a child: all of it, or a share that its end leaves to the others. */
    private record Share(StdioConnection connection, boolean whole) implements Session.Link {
        @Override
        public boolean isOver() {
            return connection.isOver();
        }

        @Override
        public void close() {
            if (whole) {
                connection.close();
            }
        }
    }
}
