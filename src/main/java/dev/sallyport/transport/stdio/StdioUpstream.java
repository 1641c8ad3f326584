package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Hint;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reason;
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
import dev.sallyport.transport.Correlation;
import dev.sallyport.transport.ServerQuestions;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    private final Map<String, StdioConnection> byOwner = new HashMap<>();
    private final Map<StdioConnection, Instant> started = new HashMap<>();
    private Backoff backoff = Backoff.fresh(Backoff.Policy.DEFAULT);
    private boolean closed;

    /** What a caller gets: a connection, or the reason why there is none. */
    private record Place(@Nullable StdioConnection connection, Reason otherwise) {}

    /** No child runs yet. */
    public StdioUpstream(Server server, Clock clock) {
        this.server = server;
        this.clock = clock;
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
            leg.events().accept(new UpstreamEvent.Failed(place.otherwise(), Hint.NONE));
            return UpstreamCall.DONE;
        }
        return switch (message) {
            case Message.Request request -> request(leg, connection, request, leg.events());
            case Message.OpenStream stream -> listen(leg, connection, stream);
            case Message.Spoken spoken -> tell(leg, connection, spoken);
            case Message.EndSession _ -> UpstreamCall.DONE;
        };
    }

    private UpstreamCall request(
            Leg leg, StdioConnection connection, Message.Request request, Consumer<UpstreamEvent> events) {
        boolean opens = leg.era() == Era.LEGACY && request.method().equals(McpMethod.INITIALIZE);
        JsonNode known = opens && server.sharing() != Sharing.SESSION
                ? connection.handshake().result()
                : null;
        if (known != null) {
            Message.Response again = JsonRpc.result(request.id(), request.method(), known);
            events.accept(new UpstreamEvent.Spoke(again, "", 200, 0));
            return UpstreamCall.DONE;
        }
        Correlation ids = new Correlation(connection.nextId(), request);
        StdioCall call = new StdioCall(connection, leg, Optional.of(ids), opens ? keeping(connection, events) : events);
        connection.request(call, ids);
        return call;
    }

    private static Consumer<UpstreamEvent> keeping(StdioConnection connection, Consumer<UpstreamEvent> events) {
        return event -> {
            if (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response response) {
                connection.handshake().answered(response);
            }
            events.accept(event);
        };
    }

    private static UpstreamCall listen(Leg leg, StdioConnection connection, Message.OpenStream stream) {
        StdioCall call = new StdioCall(connection, leg, Optional.empty(), leg.events());
        connection.listen(call, stream.lastEventId());
        return call;
    }

    private static UpstreamCall tell(Leg leg, StdioConnection connection, Message.Spoken spoken) {
        boolean again = spoken.method().equals(McpMethod.INITIALIZED)
                && !connection.handshake().initialize();
        boolean taken = again || connection.write(spoken);
        leg.events()
                .accept(taken ? new UpstreamEvent.Accepted() : new UpstreamEvent.Failed(Reasons.OVERLOAD, Hint.NONE));
        return UpstreamCall.DONE;
    }

    /** The connection of the caller; a legacy session that lost its child is over, anybody else gets a new one. */
    private Place place(Leg leg) {
        Session session = leg.era() == Era.LEGACY ? leg.session() : null;
        if (session == null) {
            return connect(owner(leg));
        }
        if (session.isEnded()) {
            return lost(session);
        }
        if (session.link() instanceof Share share) {
            return share.connection().isOver() ? lost(session) : new Place(share.connection(), Reasons.SESSION_LOST);
        }
        Place place = connect(owner(leg));
        if (place.connection() != null) {
            session.link(new Share(place.connection(), server.sharing() == Sharing.SESSION));
        }
        return place;
    }

    private static Place lost(Session session) {
        session.end();
        return new Place(null, Reasons.SESSION_LOST);
    }

    private String owner(Leg leg) {
        Session session = leg.session();
        return switch (server.sharing()) {
            case SHARED -> "shared";
            case PRINCIPAL -> "principal " + leg.principal().id();
            case SESSION ->
                leg.era() == Era.LEGACY && session != null
                        ? "session " + session.id()
                        : "principal " + leg.principal().id();
        };
    }

    private synchronized Place connect(String owner) {
        StdioConnection known = byOwner.get(owner);
        if (known != null && !known.isOver()) {
            return new Place(known, Reasons.CONNECTION_LOST);
        }
        Instant now = clock.instant();
        if (closed) {
            return new Place(null, Reasons.STOPPING);
        }
        if (backoff.remaining(now).isPositive()) {
            return new Place(null, Reasons.RESTARTING);
        }
        if (byOwner.size() >= server.childrenMax() && !evict()) {
            return new Place(null, TOO_MANY);
        }
        boolean shared = server.sharing() == Sharing.SHARED;
        StdioConnection fresh = new StdioConnection(server.name(), server.command(), shared, this::ended);
        byOwner.put(owner, fresh);
        started.put(fresh, now);
        return new Place(fresh, Reasons.CONNECTION_LOST);
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

    private synchronized void ended(StdioConnection connection, boolean faulty) {
        byOwner.values().remove(connection);
        Instant since = started.remove(connection);
        if (since != null && faulty) {
            backoff = backoff.afterRun(since, clock.instant());
        }
        notifyAll();
    }

    /** How many children live. */
    public synchronized int childCount() {
        return started.size();
    }

    /** True while the server failed too often and is not started again. */
    public synchronized boolean isRestarting() {
        return backoff.remaining(clock.instant()).isPositive();
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
    public CompletionStage<Boolean> speaks(Leg leg) {
        Place place = place(leg);
        StdioConnection connection = place.connection();
        return connection == null
                ? CompletableFuture.failedFuture(new UpstreamFailure(place.otherwise()))
                : connection.questions().speaksModern(leg, this::ask);
    }

    @Override
    public Catalog catalog(Leg leg) {
        StdioConnection connection = place(leg).connection();
        return connection == null ? new Catalog() : connection.catalog();
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return () -> ServerQuestions.tools(leg, this::ask);
    }

    private UpstreamCall ask(Leg leg, Message.Request question, Consumer<UpstreamEvent> events) {
        Place place = place(leg);
        if (place.connection() == null) {
            events.accept(new UpstreamEvent.Failed(place.otherwise(), Hint.NONE));
            return UpstreamCall.DONE;
        }
        return request(leg, place.connection(), question, events);
    }

    @Override
    public boolean isPerCaller() {
        return server.sharing() != Sharing.SHARED;
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
        public void close() {
            if (whole) {
                connection.close();
            }
        }
    }
}
