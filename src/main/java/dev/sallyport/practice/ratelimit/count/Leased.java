package dev.sallyport.practice.ratelimit.count;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway holds of a pool that several share: some permits taken in advance, of which it gives without asking. What it holds is taken
 * already, so that all together never give more than there is. It holds more the faster it gives, asks for more before it has none, and gives
 * back what nobody wants. Safe for use by several threads.
 */
public final class Leased implements Counter {
    /** After which time without use what is held is given back. */
    public static final long REST_MILLIS = 1000;

    /** Counts nothing and refuses: nobody knows what there is. */
    public static final Counter REFUSING = new Counter() {
        @Override
        public long take(int cost, long nowMillis) {
            return UNAVAILABLE;
        }

        @Override
        public boolean isIdle(long nowMillis) {
            return true;
        }
    };

    /** A lease that lasted for less was too small. */
    private static final long SHORT_MILLIS = 250;

    /** How long nothing is asked of a pool that had nothing: others may give back sooner than it fills. */
    private static final long DRY_MILLIS = 100;

    private final SharedCounts shared;
    private final Pool pool;
    private final Counter down;
    private final InstantSource time;
    private int held;
    private int size = 1;
    private int waiting;
    private long endsMillis;
    private long usedMillis;
    private long grantedMillis;
    private long dryMillis;
    private long dryUntilMillis;
    private int dryCost;
    private CompletableFuture<?> asked = CompletableFuture.completedFuture(TAKEN);

    /** Holds nothing of {@code pool} yet; while {@code shared} does not answer, {@code down} counts. */
    public Leased(SharedCounts shared, Pool pool, Counter down, InstantSource time) {
        this.shared = shared;
        this.pool = pool;
        this.down = down;
        this.time = time;
    }

    @Override
    public long take(int cost, long nowMillis) {
        return take(cost, 0, nowMillis);
    }

    @Override
    public synchronized long take(int cost, int leave, long nowMillis) {
        int most = Math.min(cost, pool.capacity());
        int there = pool.isCalendar() ? most : (int) Math.min((long) most + leave, pool.capacity());
        if (nowMillis >= endsMillis) {
            held = 0;
        }
        if (held >= there) {
            held -= most;
            usedMillis = nowMillis;
            if (held < size / 2 && shared.isUp() && !isDry(held + 1, nowMillis)) {
                ask(1, nowMillis);
            }
            return TAKEN;
        }
        if (isDry(there, nowMillis)) {
            return Math.max(1, dryUntilMillis - nowMillis);
        }
        if (!shared.isUp()) {
            return down.take(cost, leave, nowMillis);
        }
        ask(there - held, nowMillis);
        return ASK;
    }

    private boolean isDry(int cost, long nowMillis) {
        return nowMillis < dryMillis && cost >= dryCost;
    }

    /** Asks for {@code least} at least, unless it asks already. */
    private void ask(int least, long nowMillis) {
        if (!asked.isDone()) {
            return;
        }
        boolean fast = nowMillis - grantedMillis < SHORT_MILLIS;
        size = Math.clamp(fast ? size * 2L : size / 2, 1, pool.leaseMax());
        int wanted = held + least;
        int most = Math.clamp(Math.max((long) least + waiting, size), least, Math.max(least, pool.capacity()));
        asked = shared.take(pool, least, most).handle((grant, failure) -> {
            granted(grant, wanted);
            return TAKEN;
        });
    }

    private synchronized void granted(SharedCounts.@Nullable Grant grant, int wanted) {
        if (grant == null) {
            return;
        }
        long now = time.millis();
        if (grant.permits() == 0) {
            dryCost = wanted;
            dryUntilMillis = now + grant.waitMillis();
            dryMillis = now + Math.min(grant.waitMillis(), DRY_MILLIS);
            return;
        }
        held = now >= endsMillis ? grant.permits() : held + grant.permits();
        endsMillis = now + grant.endsMillis();
        usedMillis = now;
        grantedMillis = now;
    }

    @Override
    public void await(int cost) {
        CompletableFuture<?> answer = waits(cost);
        answer.join();
        waits(-cost);
    }

    private synchronized CompletableFuture<?> waits(int cost) {
        waiting += cost;
        return asked;
    }

    @Override
    public synchronized void rest(long nowMillis, long unusedMillis) {
        // what is given back at the very end of a period could be counted for the next one
        boolean isCurrent = nowMillis < endsMillis - REST_MILLIS;
        if (held > 0 && nowMillis - usedMillis >= unusedMillis && isCurrent && shared.isUp()) {
            shared.giveBack(pool, held);
            held = 0;
        }
    }

    @Override
    public synchronized void giveBack(int cost) {
        if (shared.isUp()) {
            held += Math.min(cost, pool.capacity());
        } else {
            down.giveBack(cost);
        }
    }

    @Override
    public synchronized boolean isIdle(long nowMillis) {
        return (held == 0 || nowMillis >= endsMillis)
                && asked.isDone()
                && nowMillis >= dryMillis
                && down.isIdle(nowMillis);
    }
}
