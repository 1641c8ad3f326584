package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Budget;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Pool;
import dev.sallyport.practice.ratelimit.count.Rate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A limit on how much in a period of the calendar. */
public record BudgetRule(
        @Doc("How much in each minute, hour or day of UTC, such as `5000/d`.")
        Rate budget,

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
    public BudgetRule {
        by = List.copyOf(by);
        resource = List.copyOf(resource);
        LimitRule.check(id, by, resource, argument);
    }

    /** One on everything, which refuses. */
    public BudgetRule(Rate budget, String id, List<By> by) {
        this(budget, id, by, ALL, Optional.empty(), Mode.ENFORCE);
    }

    @Override
    public Reason reason() {
        return RatelimitReasons.BUDGET;
    }

    @Override
    public Counter counter(InstantSource time) {
        return new Budget(budget);
    }

    @Override
    public Optional<Pool> pool(String key) {
        return Optional.of(Pool.budget(key, budget));
    }
}
