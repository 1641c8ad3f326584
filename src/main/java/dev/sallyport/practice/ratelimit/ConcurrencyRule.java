package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Places;
import dev.sallyport.practice.ratelimit.count.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A limit on how many at once. */
public record ConcurrencyRule(
        @Doc("How many may be under way at once.") int concurrency,

        @Doc("Its name, by which the record refers to it.") String id,

        @Doc("What has a count of its own, one or several together: peer, principal, client, server, tool, argument.")
        List<By> by,

        @Doc("On what: `server`, `server/name` or `*`; `*` in a name stands for any text.")
        List<String> resource,

        @Doc(
                "With `by: [argument]`, which: a JSON pointer into the arguments, such as `/to`, or a class that `servers.<name>.arguments` declares, such as `url`.")
        Optional<String> argument,

        @Doc("Whether it refuses (enforce), or what it would have refused is only recorded (observe).")
        Mode mode)
        implements LimitRule {
    public ConcurrencyRule {
        by = List.copyOf(by);
        resource = List.copyOf(resource);
        LimitRule.check(id, by, resource, argument);
        if (concurrency < 1 || concurrency > 1_000_000) {
            throw new IllegalArgumentException("concurrency must be 1 to 1000000");
        }
    }

    /** One on everything, which refuses. */
    public ConcurrencyRule(int concurrency, String id, List<By> by) {
        this(concurrency, id, by, ALL, Optional.empty(), Mode.ENFORCE);
    }

    @Override
    public Reason reason() {
        return RatelimitReasons.CONCURRENCY;
    }

    @Override
    public Counter counter(InstantSource time) {
        return new Places(concurrency);
    }

    @Override
    public Optional<Pool> pool(String key) {
        return Optional.empty();
    }
}
