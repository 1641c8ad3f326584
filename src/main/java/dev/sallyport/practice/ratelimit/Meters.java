package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Leased;
import dev.sallyport.practice.ratelimit.count.Meter;
import dev.sallyport.practice.ratelimit.count.Repeats;
import dev.sallyport.practice.ratelimit.count.SharedCounts;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All that was taken, by limit: a limit that stays as it is keeps its count when settings change. */
public final class Meters {
    private final ForwardClock time;
    private final Repeats repeats;
    private final Optional<SharedCounts> shared;
    private Map<Object, Meter> inUse = Map.of();

    /** Nothing was taken yet; each process counts by itself. */
    public Meters(Clock clock) {
        this(clock, Optional.empty());
    }

    /** Nothing was taken yet by this process; together with others it counts in {@code shared}. */
    public Meters(Clock clock, Optional<SharedCounts> shared) {
        this.time = new ForwardClock(clock);
        this.repeats = new Repeats(time);
        this.shared = shared;
    }

    /** What {@code rule} counts in this process alone. */
    Kind own(LimitRule rule) {
        return new Kind(rule, _ -> rule.counter(time));
    }

    /** What {@code rule} counts, together with other processes where there are any and it can be. */
    Kind together(LimitRule rule, OnFailure onFailure) {
        if (shared.isEmpty() || rule.pool("").isEmpty()) {
            return own(rule);
        }
        return new Kind(List.of(rule, onFailure), key -> {
            Counter down = onFailure == OnFailure.LOCAL ? rule.counter(time) : Leased.REFUSING;
            return new Leased(shared.get(), rule.pool(SharedKey.of(rule, key)).orElseThrow(), down, time);
        });
    }

    /** Gives back to other processes what was not used for {@code unusedMillis}; to be called now and then. */
    public synchronized void rest(long unusedMillis) {
        inUse.values().forEach(meter -> meter.rest(unusedMillis));
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
        inUse.forEach((same, meter) -> {
            if (!next.containsKey(same)) {
                meter.rest(0);
            }
        });
        inUse = next;
        return meters;
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
    record Kind(Object same, Function<Object, Counter> fresh) {}
}
