package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.caller.Peer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which signals stand against whom, and what follows from them now. Bounded: of more it forgets what would end soonest. Several
 * threads may ask, and change it.
 */
final class Standing {
    static final int CALLERS_MAX = 8_192;
    private static final long PACE_MILLIS = 1_000;

    private final Map<String, Caller> principals = new ConcurrentHashMap<>();
    private final Map<String, Caller> strangers = new ConcurrentHashMap<>();

    /**
     * What stands against one caller.
     *
     * @param until until when, by the name of the signal
     * @param slowUntilMillis until when it is slowed
     * @param blockedUntilMillis until when nothing is taken from it
     * @param nextMillis when it may ask next while it is slowed
     */
    record Caller(Map<String, Long> until, long slowUntilMillis, long blockedUntilMillis, AtomicLong nextMillis) {
        Caller {
            until = Map.copyOf(until);
        }

        /** The signals that stand, in the order of their names. */
        List<String> names(long nowMillis) {
            List<String> names = new ArrayList<>(until.size());
            until.forEach((name, end) -> {
                if (nowMillis < end) {
                    names.add(name);
                }
            });
            names.sort(null);
            return List.copyOf(names);
        }

        /** In how many milliseconds it may ask again because it is blocked; 0 where it is not. */
        long blockedMillis(long nowMillis) {
            return Math.max(0, blockedUntilMillis - nowMillis);
        }

        /** The same because it is slowed; where it may ask now that is used up by this. */
        long slowedMillis(long nowMillis) {
            if (nowMillis >= slowUntilMillis) {
                return 0;
            }
            long next = nextMillis.get();
            return nowMillis >= next && nextMillis.compareAndSet(next, nowMillis + PACE_MILLIS)
                    ? 0
                    : Math.max(1, nextMillis.get() - nowMillis);
        }

        /** What follows for {@code who} now. */
        private Suspect suspect(String who, boolean somebody, long nowMillis) {
            Then then =
                    nowMillis < blockedUntilMillis ? Then.BLOCK : nowMillis < slowUntilMillis ? Then.SLOW : Then.MARK;
            long until =
                    switch (then) {
                        case BLOCK -> blockedUntilMillis;
                        case SLOW -> slowUntilMillis;
                        default -> endMillis();
                    };
            return new Suspect(
                    somebody ? who : "", somebody ? "" : who, names(nowMillis), then, Instant.ofEpochMilli(until));
        }

        /** The same, neither slowed nor blocked. */
        private Caller free() {
            return new Caller(until, 0, 0, nextMillis);
        }

        private long endMillis() {
            return until.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    /** What stands against the principal {@code id}, or null. */
    @Nullable
    Caller ofPrincipal(String id) {
        return principals.get(id);
    }

    /** What stands against strangers and anonymous callers from {@code peer}, or null. */
    @Nullable
    Caller ofPeer(Peer peer) {
        return strangers.get(peer.network());
    }

    /** True where nothing stands against any principal: then nobody needs to be looked up. */
    boolean isQuiet() {
        return principals.isEmpty() && strangers.isEmpty();
    }

    /** Against how many something stands. */
    int size() {
        return principals.size() + strangers.size();
    }

    /** All against whom something stands at {@code nowMillis}; first those who are blocked, and principals before strangers. */
    List<Suspect> suspects(long nowMillis) {
        return Stream.concat(
                        principals.entrySet().stream()
                                .map(each -> each.getValue().suspect(each.getKey(), true, nowMillis)),
                        strangers.entrySet().stream()
                                .map(each -> each.getValue().suspect(each.getKey(), false, nowMillis)))
                .filter(each -> !each.signals().isEmpty())
                .sorted(Comparator.comparing(Suspect::then)
                        .thenComparing(Suspect::isSomebody)
                        .thenComparing(Suspect::until)
                        .reversed())
                .toList();
    }

    /** Slows and blocks none of those any more whom {@code who} picks; who they were. The signals stand on. */
    synchronized List<Suspect> lift(long nowMillis, Predicate<Suspect> who) {
        List<Suspect> lifted = suspects(nowMillis).stream()
                .filter(each -> each.then().isAtLeast(Then.SLOW) && who.test(each))
                .toList();
        for (Suspect each : lifted) {
            if (each.isSomebody()) {
                principals.computeIfPresent(each.principal(), (_, caller) -> caller.free());
            } else {
                strangers.computeIfPresent(each.peer(), (_, caller) -> caller.free());
            }
        }
        return lifted;
    }

    /** From now on {@code finding} stands. */
    synchronized void add(Finding finding) {
        Observation cause = finding.cause();
        boolean somebody = cause.isOfSomebody();
        Map<String, Caller> callers = somebody ? principals : strangers;
        String key = somebody ? cause.principal().id() : Peer.of(cause.peer()).network();
        Caller before = callers.get(key);
        if (before == null && callers.size() >= CALLERS_MAX) {
            makeRoom(callers, cause.atMillis());
        }
        Map<String, Long> until = new TreeMap<>(before == null ? Map.of() : before.until());
        until.put(finding.signal().text(), finding.untilMillis());
        long slow = finding.then().isAtLeast(Then.SLOW) ? finding.untilMillis() : 0;
        long block = finding.then() == Then.BLOCK ? finding.untilMillis() : 0;
        callers.put(
                key,
                new Caller(
                        until,
                        Math.max(slow, before == null ? 0 : before.slowUntilMillis()),
                        Math.max(block, before == null ? 0 : before.blockedUntilMillis()),
                        before == null ? new AtomicLong() : before.nextMillis()));
    }

    /** Forgets what is over at {@code nowMillis}. */
    synchronized void forget(long nowMillis) {
        principals.values().removeIf(caller -> caller.endMillis() <= nowMillis);
        strangers.values().removeIf(caller -> caller.endMillis() <= nowMillis);
    }

    private void makeRoom(Map<String, Caller> callers, long nowMillis) {
        forget(nowMillis);
        if (callers.size() >= CALLERS_MAX) {
            String soonest = "";
            long end = Long.MAX_VALUE;
            for (Map.Entry<String, Caller> each : callers.entrySet()) {
                if (each.getValue().endMillis() < end) {
                    end = each.getValue().endMillis();
                    soonest = each.getKey();
                }
            }
            callers.remove(soonest);
        }
    }
}
