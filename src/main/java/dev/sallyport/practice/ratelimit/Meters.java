package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Meter;
import dev.sallyport.practice.ratelimit.count.Repeats;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All that was taken, by limit: a limit that stays as it is keeps its count when settings change. */
public final class Meters {
    private final ForwardClock time;
    private final Repeats repeats;
    private Map<Object, Meter> inUse = Map.of();

    /** Nothing was taken yet. */
    public Meters(Clock clock) {
        time = new ForwardClock(clock);
        repeats = new Repeats(time);
    }

    /** The meters of {@code limits}, in their order; those of limits that are in use no more are forgotten. */
    synchronized List<Meter> of(List<Kind> limits) {
        Map<Object, Meter> next = new HashMap<>();
        List<Meter> meters = limits.stream()
                .map(limit -> next.computeIfAbsent(limit.same(), same -> {
                    Meter known = inUse.get(same);
                    return known != null ? known : new Meter(time, limit.fresh());
                }))
                .toList();
        inUse = next;
        return meters;
    }

    /** The time by which is counted. */
    ForwardClock time() {
        return time;
    }

    /** What was called how often. */
    Repeats repeats() {
        return repeats;
    }

    /**
     * What is counted.
     *
     * @param same equal where it is the same limit still
     * @param fresh a count of which nothing is taken
     */
    record Kind(Object same, Supplier<Counter> fresh) {}
}
