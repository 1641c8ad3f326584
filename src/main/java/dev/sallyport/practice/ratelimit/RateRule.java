package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Pool;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.ratelimit.count.Tokens;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A limit on how often. */
public record RateRule(
        @Doc("How often: a number and the time in which so many are let through in the long run, such as `600/m`.")
        Rate rate,

        @Doc("Its name, by which the record refers to it.") String id,

        @Doc("What has a count of its own, one or several together: peer, principal, client, server, tool, argument.")
        List<By> by,

        @Doc("On what: `server`, `server/name` or `*`; `*` in a name stands for any text.")
        List<String> resource,

        @Doc("How many at once, before the rate is felt; 0 for as many as the rate says.")
        int burst,

        @Doc(
                "With `by: [argument]`, which: a JSON pointer into the arguments, such as `/to`, or a class that `servers.<name>.arguments` declares, such as `url`.")
        Optional<String> argument,

        @Doc("Whether it refuses (enforce), or what it would have refused is only recorded (observe).")
        Mode mode)
        implements LimitRule {
    public RateRule {
        by = List.copyOf(by);
        resource = List.copyOf(resource);
        LimitRule.check(id, by, resource, argument);
        if (burst < 0 || burst > 1_000_000_000) {
            throw new IllegalArgumentException("burst must be 0 to 1000000000");
        }
    }

    /** One on everything, which refuses. */
    public RateRule(Rate rate, String id, List<By> by) {
        this(rate, id, by, ALL, 0, Optional.empty(), Mode.ENFORCE);
    }

    @Override
    public Reason reason() {
        return RatelimitReasons.EXCEEDED;
    }

    @Override
    public Counter counter(InstantSource time) {
        return Tokens.of(rate, capacity(), time);
    }

    @Override
    public Optional<Pool> pool(String key) {
        return Optional.of(Pool.bucket(key, rate, capacity()));
    }

    private int capacity() {
        return burst == 0 ? rate.permits() : burst;
    }
}
