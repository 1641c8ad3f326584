package dev.sallyport.practice.ratelimit.count;

import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counters by key. Bounded: those that say no more than a fresh one are forgotten, which changes nothing; while all say more, a new key
 * gets none. Safe for use by several threads.
 */
public final class Meter {
    /** What {@link #take} says where there is no counter for a new key. */
    public static final long FULL = -1;

    /** Keys of one limit that are counted at once. */
    static final int KEYS_MAX = 50_000;

    /** How many are looked at for each new key once half are there, so that the idle ones are forgotten sooner than new ones come. */
    private static final int LOOKS = 2;

    private static final int LOOKS_WHEN_FULL = 64;

    /** The one caller of a key. */
    public static final Object NOBODY = new Object();

    /** How often one call asks while others take what it asked for. */
    private static final int TRIES = 32;

    private final InstantSource time;
    private final Function<Object, Counter> fresh;
    private final int keysMax;
    private final Map<Object, Kept> counters = new ConcurrentHashMap<>();
    private Iterator<Map.Entry<Object, Kept>> hand = Collections.emptyIterator();

    /** A counter, and whether it was forgotten since it was found. */
    private static final class Kept {
        final Counter counter;
        boolean forgotten;
        private @Nullable Turns turns;

        Kept(Counter counter) {
            this.counter = counter;
        }

        long inTurn(Object who, int cost, long nowMillis) {
            int before = turns == null ? 0 : turns.before(who, nowMillis);
            long answer = counter.take(cost, before, nowMillis);
            if (answer == Counter.TAKEN && turns != null) {
                turns.served(who);
            } else if (answer > 0) {
                turns = turns == null ? new Turns() : turns;
                turns.waits(who, nowMillis + answer);
            }
            return answer;
        }
    }

    /** One of {@code fresh} for each of {@value #KEYS_MAX} keys. */
    public Meter(InstantSource time, Function<Object, Counter> fresh) {
        this(time, fresh, KEYS_MAX);
    }

    /** One of {@code fresh} for each of {@code keysMax} keys. */
    Meter(InstantSource time, Function<Object, Counter> fresh, int keysMax) {
        this.time = time;
        this.fresh = fresh;
        this.keysMax = keysMax;
    }

    /** Takes {@code cost} for {@code key}, of which there is one caller: what {@link Counter#take} says, or {@link #FULL}. Never waits. */
    public long take(Object key, int cost) {
        return take(key, NOBODY, cost);
    }

    /** The same for {@code who}, one of several callers of {@code key}, who are served in turn. */
    public long take(Object key, Object who, int cost) {
        long now = time.millis();
        while (true) {
            Kept known = counters.get(key);
            Kept kept = known != null ? known : add(key, now);
            if (kept == null) {
                return FULL;
            }
            synchronized (kept) {
                if (!kept.forgotten) {
                    return NOBODY.equals(who) ? kept.counter.take(cost, now) : kept.inTurn(who, cost, now);
                }
            }
        }
    }

    /** The same on a thread that may wait: never {@link Counter#ASK}. */
    public long takeWaiting(Object key, Object who, int cost) {
        long answer = take(key, who, cost);
        for (int i = 0; i < TRIES && answer == Counter.ASK; i++) {
            Kept kept = counters.get(key);
            if (kept != null) {
                kept.counter.await(cost);
            }
            answer = take(key, who, cost);
        }
        return answer == Counter.ASK ? Counter.UNAVAILABLE : answer;
    }

    /** Gives back to others what was not used for {@code unusedMillis}. */
    public void rest(long unusedMillis) {
        long now = time.millis();
        counters.values().forEach(kept -> kept.counter.rest(now, unusedMillis));
    }

    /** Gives back what was taken for {@code key}. */
    public void giveBack(Object key, int cost) {
        Kept kept = counters.get(key);
        if (kept != null) {
            synchronized (kept) {
                if (!kept.forgotten) {
                    kept.counter.giveBack(cost);
                }
            }
        }
    }

    /** How many keys are counted. */
    int size() {
        return counters.size();
    }

    private synchronized @Nullable Kept add(Object key, long nowMillis) {
        if (counters.size() > keysMax / 2) {
            forget(LOOKS, nowMillis);
        }
        if (counters.size() >= keysMax) {
            forget(LOOKS_WHEN_FULL, nowMillis);
        }
        return counters.size() >= keysMax
                ? counters.get(key)
                : counters.computeIfAbsent(key, _ -> new Kept(fresh.apply(key)));
    }

    /** Looks at the next {@code looks} counters in turn, and forgets the idle ones. */
    private void forget(int looks, long nowMillis) {
        for (int i = 0; i < looks; i++) {
            if (!hand.hasNext()) {
                hand = counters.entrySet().iterator();
                if (!hand.hasNext()) {
                    return;
                }
            }
            Kept kept = hand.next().getValue();
            synchronized (kept) {
                if (kept.counter.isIdle(nowMillis)) {
                    kept.forgotten = true;
                    hand.remove();
                }
            }
        }
    }
}
