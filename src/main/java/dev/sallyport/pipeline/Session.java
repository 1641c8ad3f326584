package dev.sallyport.pipeline;

import dev.sallyport.crypto.Sealer;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A legacy session between one caller and one server: ours, bound to both, and the place where the requests of both sides
 * find their way back. Safe for use by several threads. Source: MCP 2025-11-25, Transports, Session Management.
 */
public final class Session {
    /** Requests of one session that may wait at once, in each direction. */
    public static final int REQUESTS_MAX = 1024;

    private static final int LEFT_MAX = 64;

    /** What a session holds at the server's side; closed when the session ends. */
    public interface Link {
        /** Ends what the session holds at the server. */
        void close();

        /** True where the server's side of the session is gone. */
        default boolean isOver() {
            return false;
        }
    }

    /** Why a session ended. */
    public enum End {
        /** The client said so. */
        CLIENT,
        /** Nothing was said in it for too long. */
        IDLE,
        /** It lasted as long as a session may. */
        LIFETIME,
        /** The handshake failed, or the server has no such session any more. */
        LOST,
        /** The operator ended it. */
        OPERATOR,
        /** The caller was logged out, or its credential was taken back. */
        REVOKED,
        /** The gateway stopped. */
        STOPPED;

        /** The end as the record writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final Caller owner;
    private final @Nullable Sealer events;
    private final long beganNanos;
    private final String route;
    private final Map<RequestId, Exchange> inFlight = new ConcurrentHashMap<>();
    private final Map<RequestId, Consumer<Message.Notification>> left = new LinkedHashMap<>(0);
    private final Map<RequestId, String> asked = new LinkedHashMap<>();
    private final AtomicReference<@Nullable Link> link = new AtomicReference<>();
    private final AtomicReference<@Nullable Exchange> listening = new AtomicReference<>();
    private volatile Authentication identified = Authentication.NONE;
    private volatile List<Message.Notification> listChanges = List.of();
    private volatile boolean visiting;
    private volatile boolean ended;
    private volatile long usedNanos;

    /** A session of {@code principal} with the server {@code route}. */
    public Session(String id, Principal principal, String route, long nowNanos) {
        this(id, new Caller(principal, ""), route, null, nowNanos);
    }

    /** A session of {@code owner} with the server {@code route}, whose client knows event ids as {@code events} seals them. */
    public Session(String id, Caller owner, String route, @Nullable Sealer events, long nowNanos) {
        this.id = id;
        this.owner = owner;
        this.route = route;
        this.events = events;
        this.beganNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    /** The name by which records and operators know it; never what the client shows, and of no use to anybody. */
    public String id() {
        return id;
    }

    /** Whose session it is, and of which program. */
    public Caller owner() {
        return owner;
    }

    /** Whose session it is. */
    public Principal principal() {
        return owner.principal();
    }

    /** How its caller was identified for the latest request. */
    public Authentication identified() {
        return identified;
    }

    /**
     * Notes how its caller was identified for a request. What a session may do is what the credential of the moment allows: a stream that
     * was opened with more than that ends.
     */
    public void identified(Authentication how) {
        identified = how;
        Exchange open = listening.get();
        if (open != null && !how.scopes().containsAll(open.authentication().scopes())) {
            Underway.revoke(open);
        }
    }

    /** The server that it is a session with. */
    public String route() {
        return route;
    }

    /** Notes that the session is in use. */
    public void touch(long nowNanos) {
        usedNanos = nowNanos;
    }

    /** When it was last used, or {@code nowNanos} while a request of it waits or its client listens. */
    public long usedNanos(long nowNanos) {
        return inFlight.isEmpty() && listening.get() == null ? usedNanos : nowNanos;
    }

    /** When it began. */
    public long beganNanos() {
        return beganNanos;
    }

    /** How its client is told to list again, as far as its server has said that this is told. */
    List<Message.Notification> listChanges() {
        return listChanges;
    }

    /** Notes how its client is told to list again. */
    void listChanges(List<Message.Notification> told) {
        listChanges = told;
    }

    /** Requests of the client that wait. */
    public int waitingCount() {
        return inFlight.size();
    }

    /** True while its client has a stream open on which the server speaks of its own accord. */
    public boolean isListening() {
        return listening.get() != null;
    }

    /** Takes {@code stream} as the one on which the server speaks of its own accord; false where another is. */
    public boolean listen(Exchange stream) {
        return listening.compareAndSet(null, stream) || stream.equals(listening.get());
    }

    /** The stream has ended, where it was that one. */
    void listened(Exchange stream) {
        listening.compareAndSet(stream, null);
    }

    /** True where its client shows its user pages that somebody has to visit. Source: MCP 2025-11-25, Elicitation, Capabilities. */
    public boolean isVisiting() {
        return visiting;
    }

    /** Notes whether its client does. */
    public void visiting(boolean whether) {
        visiting = whether;
    }

    /** Says {@code note} to its client of our own accord, where it listens; on any thread. */
    public void tell(Message.Notification note) {
        Exchange stream = listening.get();
        if (stream != null) {
            stream.loop().execute(() -> stream.upstream(new UpstreamEvent.Spoke(note, "", 200, 0)));
        }
    }

    /** The id of a server's event, as its client may know it: it opens in this session only. */
    String shownEvent(String own) {
        return events == null ? own : events.seal(own.getBytes(StandardCharsets.UTF_8), context());
    }

    /** The server's own id of an event that its client knows by {@code shown}; empty for one that was not given in this session. */
    public Optional<String> ownEvent(String shown) {
        return events == null
                ? Optional.of(shown)
                : events.open(shown, context()).map(own -> new String(own, StandardCharsets.UTF_8));
    }

    private byte[] context() {
        return Sealer.context(id);
    }

    /**
     * Notes how a request is taken back whose client went away: by that it has cancelled nothing, and still may. Of too many the
     * oldest is forgotten. Source: MCP 2025-11-25, Transports, Sending Messages to the Server.
     */
    void leave(RequestId request, Consumer<Message.Notification> cancel) {
        synchronized (left) {
            left.put(request, cancel);
            if (left.size() > LEFT_MAX) {
                left.remove(left.keySet().iterator().next());
            }
        }
    }

    /** Takes back, once, what was left under that id. */
    void cancelLeft(RequestId request, Message.Notification note) {
        Consumer<Message.Notification> cancel;
        synchronized (left) {
            cancel = left.remove(request);
        }
        if (cancel != null) {
            cancel.accept(note);
        }
    }

    /** Notes a waiting request of the client; false where its id is in use or too many wait. */
    public boolean begin(RequestId request, Exchange exchange) {
        boolean free = inFlight.size() < REQUESTS_MAX && inFlight.putIfAbsent(request, exchange) == null;
        if (free) {
            // from now on the id means this request
            synchronized (left) {
                left.remove(request);
            }
        }
        return free;
    }

    /** Forgets a request of the client that waits no more. */
    public void finish(RequestId request, Exchange exchange) {
        inFlight.remove(request, exchange);
    }

    /** The waiting exchange of a request of the client, or null. */
    public @Nullable Exchange waiting(RequestId request) {
        return inFlight.get(request);
    }

    /**
     * Notes a request of the server that is handed to the client; of too many that wait for an answer, the oldest is given up. False
     * where the session has ended.
     */
    public boolean ask(RequestId request, String method) {
        synchronized (asked) {
            asked.put(request, method);
            if (asked.size() > REQUESTS_MAX) {
                asked.remove(asked.keySet().iterator().next());
            }
        }
        return !ended;
    }

    /** The method of the server's request that a response answers, consumed; empty where none was asked. */
    public String answered(RequestId request) {
        synchronized (asked) {
            String method = asked.remove(request);
            return method == null ? "" : method;
        }
    }

    /** What it holds at the server, or null. */
    public @Nullable Link link() {
        return link.get();
    }

    /** Gives the session what it holds at the server; closed at once where the session has ended already. */
    public void link(Link held) {
        Link before = link.getAndSet(held);
        if (before != null && !before.equals(held)) {
            before.close();
        }
        if (ended) {
            closeLink();
        }
    }

    /** True after {@link #end}. */
    public boolean isEnded() {
        return ended;
    }

    /** True where it ended, or the server's side of it is gone. */
    public boolean isLost() {
        Link held = link.get();
        return ended || (held != null && held.isOver());
    }

    /** Ends the session and what it holds. */
    public void end() {
        ended = true;
        closeLink();
    }

    private void closeLink() {
        Link held = link.getAndSet(null);
        if (held != null) {
            held.close();
        }
    }
}
