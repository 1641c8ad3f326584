package dev.sallyport.practice.session;

import dev.sallyport.crypto.Sealer;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.digest.Sha256;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The legacy sessions of this process: ours, bound to a principal, a client and a server, bounded in number and age. The id that a client
 * shows is 256 random bits and is kept nowhere: sessions are found by its hash. Safe for use by several threads. Source: MCP 2025-11-25,
 * Security Best Practices, Session Hijacking.
 */
public final class Sessions {
    /** Somebody showed the id of another's session. */
    static final Reason FOREIGN = new Reason("session", "foreign");

    private static final int ID_BYTES = 32;
    private static final int NAME_BYTES = 16;

    /** What is looked at where an id is not known, so that to look at another's session takes no longer. */
    private static final Session NOBODYS = new Session("", Principal.ANONYMOUS, "", 0);

    private final Map<String, Session> byName = new ConcurrentHashMap<>();
    private final Map<Principal, Integer> counts = new HashMap<>();
    private final SecureRandom random;
    private final Sealer events;
    private final BiConsumer<Session, Session.End> ended;
    private volatile SessionSettings settings;

    /** A session and the id by which its client is to name it. */
    record Opened(Session session, String secret) {}

    /** No sessions yet; {@code events} seals event ids, and {@code ended} hears of each session that ends. */
    Sessions(SessionSettings settings, SecureRandom random, Sealer events, BiConsumer<Session, Session.End> ended) {
        this.settings = settings;
        this.random = random;
        this.events = events;
        this.ended = ended;
    }

    /** Other bounds from now on, for sessions that are open too. */
    void settings(SessionSettings next) {
        settings = next;
    }

    /** The oldest revision that a client may speak; empty where any is that the gateway knows. */
    Optional<ProtocolVersion> versionMin() {
        return settings.versionMin();
    }

    /** A new session of the caller of {@code exchange} with its server, or empty where there are too many. */
    Optional<Opened> create(Exchange exchange) {
        if (isFull(exchange.principal())) {
            expire();
        }
        Caller owner = exchange.caller();
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(name(secret), owner, exchange.envelope().route(), events, System.nanoTime());
        session.identified(exchange.authentication());
        synchronized (counts) {
            if (isFull(owner.principal())) {
                return Optional.empty();
            }
            byName.put(session.id(), session);
            counts.merge(owner.principal(), 1, Integer::sum);
        }
        return Optional.of(new Opened(session, secret));
    }

    private boolean isFull(Principal principal) {
        synchronized (counts) {
            return byName.size() >= settings.max() || counts.getOrDefault(principal, 0) >= settings.maxPerPrincipal();
        }
    }

    /** The name of the session whose id is {@code secret}: its hash, from which nobody finds the id. */
    private static String name(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Sha256.of(secret), NAME_BYTES));
    }

    /**
     * The session of that id where it belongs to the caller of {@code exchange}, by principal and client, and to its route; else empty: a
     * stranger's id is no id. That it was a stranger's is noted for the record alone.
     */
    Optional<Session> find(String secret, Exchange exchange) {
        Session session = byName.getOrDefault(name(secret), NOBODYS);
        boolean own = session.owner().equals(exchange.caller());
        boolean here = session.route().equals(exchange.envelope().route());
        if (!own && session != NOBODYS) {
            exchange.note("hijack", FOREIGN);
        }
        if (!own || !here || session == NOBODYS) {
            return Optional.empty();
        }
        if (isDue(session, System.nanoTime()).isPresent()) {
            expire();
            return Optional.empty();
        }
        session.identified(exchange.authentication());
        session.touch(System.nanoTime());
        return Optional.of(session);
    }

    /** Ends a session and what it holds at the server. */
    void end(Session session, Session.End why) {
        session.end();
        synchronized (counts) {
            if (!byName.remove(session.id(), session)) {
                return;
            }
            counts.computeIfPresent(session.principal(), (_, count) -> count == 1 ? null : count - 1);
        }
        ended.accept(session, why);
    }

    /** Ends the sessions that {@code whose} picks; how many they were. */
    public int end(Selection whose, Session.End why) {
        List<Session> all = list().stream().filter(each -> covers(whose, each)).toList();
        all.forEach(each -> end(each, why));
        return all.size();
    }

    private static boolean covers(Selection whose, Session session) {
        return whose.covers(session.owner(), session.identified(), session.id());
    }

    /** Ends the sessions that were not used for too long, or last too long; to be called now and then. */
    public void expire() {
        long now = System.nanoTime();
        for (Session session : byName.values()) {
            isDue(session, now).ifPresent(why -> end(session, why));
        }
    }

    private Optional<Session.End> isDue(Session session, long now) {
        if (session.isEnded()) {
            return Optional.of(Session.End.LOST);
        }
        if (now - session.usedNanos(now) > settings.idle().toNanos()) {
            return Optional.of(Session.End.IDLE);
        }
        return now - session.beganNanos() > settings.lifetime().toNanos()
                ? Optional.of(Session.End.LIFETIME)
                : Optional.empty();
    }

    /** Those that are open. */
    public List<Session> list() {
        return byName.values().stream().filter(session -> !session.isEnded()).toList();
    }

    /** How many there are. */
    public int count() {
        return list().size();
    }
}
