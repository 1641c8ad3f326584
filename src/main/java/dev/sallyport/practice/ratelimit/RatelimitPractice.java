package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.ratelimit.count.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Practice 4, rate limiting. */
public final class RatelimitPractice implements Practice {
    private final List<Guard> guards;

    /**
     * Limits by {@code settings}, on top of what {@code meters} have counted.
     *
     * @param classes the classes of arguments that servers declare: by server, tool and JSON pointer
     */
    public RatelimitPractice(
            RatelimitSettings settings, Meters meters, Map<String, Map<String, Map<String, String>>> classes) {
        // the first two keep one process from being taken by one caller: whatever others have taken
        List<Meters.Kind> kinds = new ArrayList<>(List.of(
                meters.own(new RateRule(settings.perPeer(), "per-peer", List.of(By.PEER))),
                meters.own(new RateRule(settings.perPrincipal(), "per-principal", List.of(By.PRINCIPAL)))));
        List<LimitRule> rules = new ArrayList<>();
        rules.add(new RateRule(settings.calls(), "calls", List.of(By.PRINCIPAL)));
        rules.addAll(settings.limits());
        rules.forEach(rule -> kinds.add(meters.together(rule, settings.onFailure())));
        List<Meter> counted = meters.of(kinds);
        List<Limit> limits = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Argument argument = Argument.of(rules.get(i).argument().orElse(""), classes);
            limits.add(Limit.of(rules.get(i), argument, counted.get(i + 2)));
        }
        Refusing refusing = new Refusing(settings.mode() == Mode.OBSERVE);
        guards = List.of(
                new FloodGuard("per-peer", Phase.ADMIT, counted.get(0), refusing),
                new FloodGuard("per-principal", Phase.IDENTIFY, counted.get(1), refusing),
                new LimitGuard(limits, settings.costs(), refusing),
                new RepeatGuard(settings.repeats(), meters.repeats(), refusing));
    }

    @Override
    public String id() {
        return "ratelimit";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }
}
