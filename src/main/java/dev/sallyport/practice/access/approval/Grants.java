package dev.sallyport.practice.access.approval;

import dev.sallyport.pipeline.caller.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What people have agreed to; guarded by {@link Approvals}. Of too many the oldest is forgotten, and asked about again. */
final class Grants {
    private static final int MAX = 10_000;
    private static final int USED_MAX = 1_000;

    private final Map<String, Grant> byName = new LinkedHashMap<>();
    /** What was used up by a call that may come again with what its server asked. */
    private final Map<String, Grant> used = new LinkedHashMap<>();

    private final Map<Held, List<Grant>> byTool = new LinkedHashMap<>();

    /**
     * One approval.
     *
     * @param name of the request that it answers
     * @param session in which it is good; matters for that scope only
     */
    record Grant(String name, Held held, String session, Scope scope, long untilMillis) {
        boolean fits(Held asked, String in) {
            return switch (scope) {
                case ONCE, ARGUMENTS -> held.equals(asked);
                case SESSION -> !in.isEmpty() && session.equals(in);
                case TOOL -> true;
            };
        }
    }

    /** Takes {@code grant} in; the name of the one that is forgotten for it, or empty. */
    Optional<String> addBounded(Grant grant) {
        Optional<Grant> oldest = byName.size() < MAX
                ? Optional.empty()
                : Optional.of(byName.values().iterator().next());
        oldest.ifPresent(this::remove);
        add(grant);
        return oldest.map(Grant::name);
    }

    private void add(Grant grant) {
        byName.put(grant.name(), grant);
        byTool.computeIfAbsent(grant.held().anyArguments(), _ -> new ArrayList<>())
                .add(grant);
    }

    /** An approval for {@code held}, the most lasting one. */
    Optional<Grant> find(Held held, String session) {
        return byTool.getOrDefault(held.anyArguments(), List.of()).stream()
                .filter(grant -> grant.fits(held, session))
                .max((one, other) -> Boolean.compare(one.scope() != Scope.ONCE, other.scope() != Scope.ONCE));
    }

    /** Uses {@code grant} up. */
    void use(Grant grant) {
        remove(grant);
        used.put(grant.name(), grant);
        if (used.size() > USED_MAX) {
            used.remove(used.keySet().iterator().next());
        }
    }

    /** Has what was used up under {@code name} once more; empty where nothing was, or too long ago. */
    Optional<Grant> giveBack(String name) {
        Optional<Grant> grant = Optional.ofNullable(used.remove(name));
        grant.ifPresent(this::add);
        return grant;
    }

    /** Forgets those of whom {@code whose} picks; their names. */
    List<String> forget(Predicate<Principal> whose) {
        List<Grant> those = List.copyOf(byName.values()).stream()
                .filter(grant -> whose.test(grant.held().principal()))
                .toList();
        those.forEach(this::remove);
        used.values().removeIf(grant -> whose.test(grant.held().principal()));
        return those.stream().map(Grant::name).toList();
    }

    /** Forgets what is over, of which {@code over} hears; when the next will be. */
    long expire(long nowMillis, BiConsumer<Held, String> over) {
        used.values().removeIf(grant -> nowMillis >= grant.untilMillis());
        long next = Long.MAX_VALUE;
        for (Grant grant : List.copyOf(byName.values())) {
            if (nowMillis >= grant.untilMillis()) {
                remove(grant);
                over.accept(grant.held(), grant.name());
            } else {
                next = Math.min(next, grant.untilMillis());
            }
        }
        return next;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    private void remove(Grant grant) {
        byName.remove(grant.name());
        byTool.computeIfPresent(grant.held().anyArguments(), (_, those) -> {
            those.remove(grant);
            return those.isEmpty() ? null : those;
        });
    }
}
