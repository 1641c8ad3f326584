package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Meter;
import java.util.ArrayList;
import java.util.List;

/**
 * A limit at work.
 *
 * @param rule what it says
 * @param resources on what
 * @param argument whose values have a count of their own
 * @param meter what was taken under it
 */
record Limit(LimitRule rule, List<ResourcePattern> resources, Argument argument, Meter meter) {
    /** What {@code rule} says, over what was taken so far. */
    static Limit of(LimitRule rule, Argument argument, Meter meter) {
        return new Limit(rule, patterns(rule.resource()), argument, meter);
    }

    /** The resources that {@code texts} write. */
    static List<ResourcePattern> patterns(List<String> texts) {
        return texts.stream()
                .flatMap(text -> ResourcePattern.read(text).stream())
                .toList();
    }

    /** True where one of {@code resources} is that of {@code charge}. */
    static boolean isOn(List<ResourcePattern> resources, Charge charge) {
        for (ResourcePattern resource : resources) {
            if (resource.covers(charge.server(), charge.name())) {
                return true;
            }
        }
        return false;
    }

    /** True where it is about {@code charge}. */
    boolean isOn(Charge charge) {
        return isOn(resources, charge) && argument.isOf(charge);
    }

    /** True where it refuses nothing. */
    boolean isObserved() {
        return rule.mode() == Mode.OBSERVE;
    }

    /** True where what is taken is given back at the end. */
    boolean isHeld() {
        return rule instanceof ConcurrencyRule;
    }

    /** Who is served in turn with others of the same count; nobody where a count has one caller. */
    Object who(Exchange exchange) {
        return rule.by().contains(By.PRINCIPAL) ? Meter.NOBODY : By.principal(exchange);
    }

    /** Whose count it is. */
    Object key(Call call) {
        List<By> by = rule.by();
        if (by.size() == 1) {
            return by.getFirst().of(call, argument);
        }
        List<Object> key = new ArrayList<>(by.size());
        by.forEach(each -> key.add(each.of(call, argument)));
        return key;
    }
}
