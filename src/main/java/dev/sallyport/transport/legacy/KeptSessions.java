package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.protocol.legacy.ClientFacts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sessions that are kept at one server of the older era: one for each principal and for what its clients are able to do, for a
 * session of that era learns this once. Never shared between principals; bounded in number and age.
 */
final class KeptSessions {
    private static final int SESSIONS_MAX = 1000;
    private static final int SESSIONS_OF_ONE_MAX = 16;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Upstream server;
    private final Suspensions suspensions;
    private final RandomGenerator random;
    private final Map<Key, KeptSession> byClient = new HashMap<>();

    /** Whose session it is, and what its clients are able to do. */
    private record Key(Principal principal, ObjectNode capabilities) {}

    KeptSessions(Upstream server, Suspensions suspensions, RandomGenerator random) {
        this.suspensions = suspensions;
        this.random = random;
        this.server = server;
    }

    /** The session for the client of {@code leg}; empty where there are too many. */
    synchronized Optional<KeptSession> of(Leg leg) {
        ClientFacts client = ClientFacts.ofMeta(leg.meta());
        Key key = new Key(leg.principal(), client.capabilities());
        KeptSession known = byClient.get(key);
        if (known != null) {
            known.touch();
            return Optional.of(known);
        }
        if (byClient.size() >= SESSIONS_MAX) {
            reap();
        }
        if (name(key.principal()).isEmpty()) {
            endOldestOf(key.principal());
        }
        String name = name(key.principal());
        if (byClient.size() >= SESSIONS_MAX || name.isEmpty()) {
            return Optional.empty();
        }
        KeptSession fresh = new KeptSession(server, name, client, suspensions, random);
        byClient.put(key, fresh);
        return Optional.of(fresh);
    }

    /** The task of the principal of {@code leg} by its id, in whichever of his sessions it was made, or null. */
    synchronized @Nullable LegacyTask task(Leg leg, String id) {
        return byClient.entrySet().stream()
                .filter(each -> each.getKey().principal().equals(leg.principal()))
                .map(each -> each.getValue().tasks().find(id))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * A name that no other session of the principal has, and none of any other principal could have; empty where he has enough.
     * The first is that of the principal's own process, which was asked already what it is.
     */
    private String name(Principal principal) {
        Set<String> used = byClient.values().stream().map(KeptSession::name).collect(Collectors.toSet());
        for (int number = 1; number <= SESSIONS_OF_ONE_MAX; number++) {
            String name = (number == 1 ? "" : number + " ") + "principal " + principal.id();
            if (!used.contains(name)) {
                return name;
            }
        }
        return "";
    }

    /** Ends the session of the principal that nobody has used for longest, where one is not in use. */
    private void endOldestOf(Principal principal) {
        long now = System.nanoTime();
        byClient.entrySet().stream()
                .filter(each -> each.getKey().principal().equals(principal))
                .filter(each -> each.getValue().idleNanos(now) > 0)
                .max(Comparator.comparingLong(each -> each.getValue().idleNanos(now)))
                .ifPresent(oldest -> {
                    byClient.remove(oldest.getKey());
                    oldest.getValue().close();
                });
    }

    /** Ends the sessions that nobody has used for long; to be called now and then. */
    synchronized void reap() {
        long now = System.nanoTime();
        Iterator<KeptSession> all = byClient.values().iterator();
        while (all.hasNext()) {
            KeptSession session = all.next();
            if (session.idleNanos(now) > IDLE_NANOS) {
                all.remove();
                session.close();
            }
        }
    }

    /** Ends the sessions of those that {@code whose} picks. */
    synchronized void forget(Predicate<Principal> whose) {
        byClient.entrySet().removeIf(each -> {
            boolean theirs = whose.test(each.getKey().principal());
            if (theirs) {
                each.getValue().close();
            }
            return theirs;
        });
    }

    synchronized void close() {
        byClient.values().forEach(KeptSession::close);
        byClient.clear();
    }
}
