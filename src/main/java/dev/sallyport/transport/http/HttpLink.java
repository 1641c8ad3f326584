package dev.sallyport.transport.http;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.transport.Correlation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One legacy session at the server's side: the server's own id, the revision agreed on, and requests that may be resumed. */
final class HttpLink implements Session.Link {
    private static final int RESUMABLE_MAX = 256;

    private final HttpUpstream upstream;
    private final Catalog catalog = new Catalog();
    private final Map<RequestId, Kept> resumable = new LinkedHashMap<>();
    private List<Runnable> held = new ArrayList<>(0);
    private boolean opening;
    private boolean closed;
    private volatile String sessionId = "";
    private volatile String version = "";

    /** A request whose stream broke off, and the tool that it calls. */
    private record Kept(Correlation ids, Definition definition) {}

    HttpLink(HttpUpstream upstream) {
        this.upstream = upstream;
    }

    /** The server's own session id, or empty where it gave none. It never leaves towards a client. */
    String sessionId() {
        return sessionId;
    }

    /** Takes the id that the server gives; one that comes after the session has ended is ended at once. */
    void sessionId(String given) {
        boolean late;
        synchronized (this) {
            sessionId = given;
            late = closed;
        }
        if (late) {
            upstream.endSession(this);
        }
    }

    /** The revision that the handshake agreed on, or empty before it did. */
    String version() {
        return version;
    }

    void version(String agreed) {
        version = agreed;
    }

    Catalog catalog() {
        return catalog;
    }

    /** A step of the handshake is on its way: what follows it is held, as a pipe to the server would hold it. */
    synchronized void opening() {
        opening = true;
    }

    /** Holds {@code later} while a step of the handshake is on its way; bounded by what a session may have in flight. */
    synchronized boolean hold(Runnable later) {
        return opening && held.add(later);
    }

    /** The step is over, however it went: what was held goes on, in order. */
    void opened() {
        List<Runnable> due;
        synchronized (this) {
            opening = false;
            due = held;
            held = new ArrayList<>(0);
        }
        due.forEach(Runnable::run);
    }

    /** Keeps the ids of a request whose stream broke off. */
    synchronized void keep(Correlation correlation, Definition definition) {
        resumable.put(correlation.ours(), new Kept(correlation, definition));
        if (resumable.size() > RESUMABLE_MAX) {
            resumable.remove(resumable.keySet().iterator().next());
        }
    }

    /** The tool whose result {@code spoken} is, where it answers a request that was kept. */
    synchronized Definition definition(Message.Spoken spoken) {
        Kept kept = spoken instanceof Message.Response response ? resumable.get(response.id()) : null;
        return kept == null ? Definition.NONE : kept.definition();
    }

    /** What came on a stream of the session, with the client's ids; empty for an answer to nothing that was kept. */
    synchronized Optional<Message.Spoken> inward(Message.Spoken spoken) {
        if (spoken instanceof Message.Response response) {
            Kept kept = resumable.remove(response.id());
            return kept == null ? Optional.empty() : kept.ids().inward(response);
        }
        Message.Spoken mapped = spoken;
        for (Kept kept : resumable.values()) {
            mapped = kept.ids().inward(mapped).orElse(mapped);
        }
        return Optional.of(mapped);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        upstream.endSession(this);
    }
}
