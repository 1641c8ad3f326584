package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.protocol.InputRequired;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The calls at one server that wait for a client's answers, by the state that comes back with them: 256 random bits, good once, for
 * one principal, and for a short time. Bounded for each principal and in all: the oldest is given up. Safe for use by several threads. Source: MCP 2026-07-28,
 * Multi Round-Trip Requests, Security Considerations.
 */
final class Suspensions {
    private static final int STATE_BYTES = 32;
    private static final int CALLS_MAX = 4096;
    private static final int CALLS_OF_ONE_MAX = 64;
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final SecureRandom random;
    private final Map<String, Suspended> byState = new LinkedHashMap<>();

    private record Suspended(Principal principal, LegacyRun run, long sinceNanos) {}

    Suspensions(SecureRandom random) {
        this.random = random;
    }

    /** Keeps {@code run} for the principal of {@code leg}; the state to send. */
    synchronized String add(Leg leg, LegacyRun run) {
        byte[] bytes = new byte[STATE_BYTES];
        random.nextBytes(bytes);
        String state =
                InputRequired.ONCE + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Principal principal = leg.principal();
        long own = byState.values().stream()
                .filter(suspended -> suspended.principal().equals(principal))
                .count();
        if (own >= CALLS_OF_ONE_MAX) {
            giveUpOldest(suspended -> suspended.principal().equals(principal));
        } else if (byState.size() >= CALLS_MAX) {
            giveUpOldest(_ -> true);
        }
        byState.put(state, new Suspended(principal, run, System.nanoTime()));
        return state;
    }

    private void giveUpOldest(Predicate<Suspended> among) {
        Iterator<Suspended> all = byState.values().iterator();
        while (all.hasNext()) {
            Suspended suspended = all.next();
            if (among.test(suspended)) {
                all.remove();
                suspended.run().withdraw("too many calls wait for answers");
                return;
            }
        }
    }

    /**
     * The call that waits under {@code state} for this principal and is what {@code fits} wants, once; a state of somebody else is as
     * good as none, and one that does not fit is not spent.
     */
    synchronized Optional<LegacyRun> take(Leg leg, String state, Predicate<LegacyRun> fits) {
        Suspended found = byState.get(state);
        if (found == null || !found.principal().equals(leg.principal()) || !fits.test(found.run())) {
            return Optional.empty();
        }
        byState.remove(state);
        return Optional.of(found.run());
    }

    /** Gives up the calls of those that {@code whose} picks. */
    synchronized void giveUp(Predicate<Principal> whose) {
        byState.values().removeIf(suspended -> {
            boolean theirs = whose.test(suspended.principal());
            if (theirs) {
                suspended.run().withdraw("the caller may go on no more");
            }
            return theirs;
        });
    }

    synchronized void remove(LegacyRun run) {
        byState.values().removeIf(suspended -> suspended.run().equals(run));
    }

    /** Gives up the calls whose answers never came; to be called now and then. */
    synchronized void expire() {
        long now = System.nanoTime();
        byState.values().removeIf(suspended -> {
            boolean old = now - suspended.sinceNanos() > LIFE_NANOS;
            if (old) {
                suspended.run().withdraw("the client's answer did not come in time");
            }
            return old;
        });
    }
}
