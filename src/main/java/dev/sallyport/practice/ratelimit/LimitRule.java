package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One limit, as it is written. */
public sealed interface LimitRule permits RateRule, BudgetRule, ConcurrencyRule {
    /** On everything. */
    List<String> ALL = List.of("*");

    /** Its name, by which the record refers to it. */
    String id();

    /** What has a count of its own; together the key. */
    List<By> by();

    /** On what, in the form of a policy's resources. */
    List<String> resource();

    /** The argument whose values have a count of their own; empty where none has. */
    Optional<String> argument();

    /** Whether it refuses. */
    Mode mode();

    /** Why it refuses. */
    Reason reason();

    /** A count of which nothing is taken. */
    Counter counter(InstantSource time);

    /** What gateways that count together take of under {@code key}; empty where each counts by itself. */
    Optional<Pool> pool(String key);

    /** Refuses what is of no meaning. */
    static void check(String id, List<By> by, List<String> resource, Optional<String> argument) {
        if (!id.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("id must be 1 to 64 letters, digits and `._-`");
        }
        if (by.isEmpty() || by.stream().distinct().count() < by.size()) {
            throw new IllegalArgumentException("by must name what has a count of its own, each once");
        }
        resources(resource);
        if (by.contains(By.ARGUMENT) && argument.isEmpty()) {
            throw new IllegalArgumentException("by has `argument`, so the key `argument` must say which");
        }
        if (!by.contains(By.ARGUMENT) && argument.isPresent()) {
            throw new IllegalArgumentException("argument goes only with `by: [argument]`");
        }
        if (argument.isPresent() && !Argument.isOne(argument.get())) {
            throw new IllegalArgumentException(
                    "argument must be a JSON pointer such as /to, or a class of arguments such as url");
        }
    }

    /** Refuses what names no resource. */
    static void resources(List<String> resources) {
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("resource must name one; an empty list is about nothing");
        }
        for (String text : resources) {
            if (ResourcePattern.read(text).isEmpty()) {
                throw new IllegalArgumentException(
                        "resource must be a server, a server and a name with / between, or *, unlike `" + text + "`");
            }
        }
    }
}
