package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Principal;
import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.ProtocolVersion;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The legacy sessions of this process: ours, unguessable, bound to a principal and a server, bounded in number and age. */
public final class Sessions {
    private static final int ID_BYTES = 32;

    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final SecureRandom random;
    private volatile SessionSettings settings;

    /** No sessions yet. */
    public Sessions(SessionSettings settings, SecureRandom random) {
        this.settings = settings;
        this.random = random;
    }

    /** Other bounds from now on, for sessions that are open too. */
    public void settings(SessionSettings next) {
        settings = next;
    }

    /** The oldest revision that a client may speak; empty where any is that the gateway knows. */
    Optional<ProtocolVersion> versionMin() {
        return settings.versionMin();
    }

    /** A new session of {@code principal} with {@code route}, or empty where there are too many. */
    Optional<Session> create(Principal principal, String route) {
        if (byId.size() >= settings.max()) {
            expire();
            if (byId.size() >= settings.max()) {
                return Optional.empty();
            }
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(id, principal, route, System.nanoTime());
        byId.put(id, session);
        return Optional.of(session);
    }

    /** The session of that id where it belongs to {@code principal} and {@code route}, or empty: a stranger's id is no id. */
    Optional<Session> find(String id, Principal principal, String route) {
        Session session = byId.get(id);
        if (session == null
                || !session.principal().equals(principal)
                || !session.route().equals(route)) {
            return Optional.empty();
        }
        if (session.isEnded()) {
            byId.remove(id);
            return Optional.empty();
        }
        session.touch(System.nanoTime());
        return Optional.of(session);
    }

    /** Ends a session and what it holds at the server. */
    public void end(Session session) {
        byId.remove(session.id());
        session.end();
    }

    /** Ends the sessions that were not used for too long; to be called now and then. */
    public void expire() {
        long now = System.nanoTime();
        for (Session session : byId.values()) {
            if (session.isEnded()
                    || now - session.usedNanos(now) > settings.idle().toNanos()) {
                end(session);
            }
        }
    }

    /** How many there are. */
    public int count() {
        return (int)
                byId.values().stream().filter(session -> !session.isEnded()).count();
    }

    /** Ends all of them. */
    public void endAll() {
        byId.values().forEach(this::end);
    }
}
