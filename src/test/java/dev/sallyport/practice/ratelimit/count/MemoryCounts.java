package dev.sallyport.practice.ratelimit.count;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What gateways count together, in the memory of a test: by its own clock, and it answers when the test says so. */
final class MemoryCounts implements SharedCounts {
    private final InstantSource time;
    private final Map<String, Counter> counters = new HashMap<>();
    private final List<Runnable> late = new ArrayList<>();
    private int asked;
    private boolean up = true;
    private boolean answersLate;

    MemoryCounts(InstantSource time) {
        this.time = time;
    }

    @Override
    public synchronized boolean isUp() {
        return up;
    }

    synchronized void up(boolean is) {
        up = is;
    }

    synchronized void answersLate(boolean is) {
        answersLate = is;
    }

    synchronized void answer() {
        late.forEach(Runnable::run);
        late.clear();
    }

    synchronized int asked() {
        return asked;
    }

    @Override
    public synchronized CompletableFuture<Grant> take(Pool pool, int least, int most) {
        asked++;
        if (!up) {
            return CompletableFuture.failedFuture(new IllegalStateException("down"));
        }
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        Runnable answering = () -> answer.complete(grant(pool, least, most));
        if (answersLate) {
            late.add(answering);
        } else {
            answering.run();
        }
        return answer;
    }

    private Grant grant(Pool pool, int least, int most) {
        long now = time.millis();
        Counter counter = counter(pool);
        long period = pool.rate().period().toMillis();
        long ends = pool.isCalendar() ? period - now % period : period;
        // a counter takes all that it has for a call that costs more; here nobody is to be given what was not there
        for (int permits = Math.min(most, pool.capacity()); permits >= least; permits--) {
            if (counter.take(permits, now) == Counter.TAKEN) {
                return new Grant(permits, 0, ends);
            }
        }
        return new Grant(0, counter.take(least, now), 0);
    }

    private Counter counter(Pool pool) {
        return counters.computeIfAbsent(
                pool.key(),
                _ -> pool.isCalendar() ? new Budget(pool.rate()) : Tokens.of(pool.rate(), pool.capacity(), time));
    }

    @Override
    public synchronized void giveBack(Pool pool, int permits) {
        if (up) {
            counter(pool).giveBack(permits);
        }
    }
}
