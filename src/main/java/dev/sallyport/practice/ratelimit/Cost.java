package dev.sallyport.practice.ratelimit;

import dev.sallyport.practice.Doc;
import java.util.List;

/** How many calls one call of certain tools counts as. */
public record Cost(
        @Doc(value = "Which: `server`, `server/name` or `*`; `*` in a name stands for any text.", example = "files")
        List<String> resource,

        @Doc("As how many calls one counts against rates and budgets; where several fit, the most.")
        int cost) {
    public Cost {
        resource = List.copyOf(resource);
        LimitRule.resources(resource);
        if (cost < 1 || cost > 1_000_000) {
            throw new IllegalArgumentException("cost must be 1 to 1000000");
        }
    }

    /** What counts as one. */
    public Cost(List<String> resource) {
        this(resource, 1);
    }
}
