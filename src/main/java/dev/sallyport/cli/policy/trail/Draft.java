package dev.sallyport.cli.policy.trail;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.practice.access.StatementText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The statements that permit what was used. By whom and at which server they are grouped, and nothing is permitted that nobody did. */
public final class Draft {
    private final boolean wholeServers;
    private final boolean groups;
    private final Map<String, Integer> groupSizes = new LinkedHashMap<>();
    private final Set<String> ids = new HashSet<>();

    /**
     * A statement and what it comes from.
     *
     * @param statement the statement
     * @param calls how many calls it would have permitted
     */
    public record Drafted(StatementSettings statement, int calls) {
        /** The statement as an item of a list. */
        public String line() {
            return StatementText.of(statement);
        }
    }

    /** Who does what where; a condition for what cannot be said without one. */
    private record Right(String principal, String action, String server, Optional<String> when) {}

    /** {@code wholeServers}: all of a server that was used; {@code groups}: to a group of a caller in place of the caller. Both are wider than what was used. */
    public Draft(boolean wholeServers, boolean groups) {
        this.wholeServers = wholeServers;
        this.groups = groups;
    }

    /** The statements for {@code used}; ids are never given twice, in two drafts neither. */
    public List<Drafted> of(List<Tally> used) {
        count(used);
        Map<Right, Map<String, Integer>> rights = new LinkedHashMap<>();
        for (Tally tally : used) {
            DescribedCall call = tally.first().call();
            boolean starred = !wholeServers && call.name().indexOf('*') >= 0;
            Right right = new Right(principal(call), call.action(), call.server(), condition(call, starred));
            String name = wholeServers || call.name().isEmpty() ? call.server() : call.server() + "/" + call.name();
            rights.computeIfAbsent(right, _ -> new TreeMap<>()).merge(name, tally.count(), Integer::sum);
        }
        return drafted(rights);
    }

    /** Those who do the same at a server share a statement, and so do actions. */
    private List<Drafted> drafted(Map<Right, Map<String, Integer>> rights) {
        record Shared(String server, Optional<String> when, Set<String> resources, Set<String> actions) {}
        record Done(String principal, String server, Optional<String> when, Set<String> resources) {}
        Map<Done, Set<String>> actions = new LinkedHashMap<>();
        Map<Done, Integer> counts = new LinkedHashMap<>();
        rights.forEach((right, names) -> {
            Done done = new Done(right.principal(), right.server(), right.when(), names.keySet());
            actions.computeIfAbsent(done, _ -> new TreeSet<>()).add(right.action());
            counts.merge(
                    done, names.values().stream().mapToInt(Integer::intValue).sum(), Integer::sum);
        });
        Map<Shared, Set<String>> principals = new LinkedHashMap<>();
        Map<Shared, Integer> calls = new LinkedHashMap<>();
        actions.forEach((done, methods) -> {
            Shared shared = new Shared(done.server(), done.when(), done.resources(), methods);
            principals.computeIfAbsent(shared, _ -> new TreeSet<>()).add(done.principal());
            calls.merge(shared, counts.getOrDefault(done, 0), Integer::sum);
        });
        List<Drafted> drafted = new ArrayList<>();
        principals.forEach((shared, who) -> drafted.add(new Drafted(
                new StatementSettings(
                        id(shared.server(), who),
                        Effect.PERMIT,
                        List.copyOf(who),
                        List.copyOf(shared.resources()),
                        List.copyOf(shared.actions()),
                        shared.when(),
                        Optional.empty(),
                        Mode.ENFORCE,
                        Optional.empty(),
                        1,
                        List.of()),
                calls.getOrDefault(shared, 0))));
        return drafted;
    }

    private String id(String server, Set<String> who) {
        String first = who.iterator().next();
        String name = first.substring(Math.max(first.lastIndexOf('#'), first.indexOf(':')) + 1);
        String base = StatementText.id("used-" + server + "-" + name);
        String id = base;
        for (int i = 2; !ids.add(id); i++) {
            id = base + "-" + i;
        }
        return id;
    }

    /** A star in a name is no pattern, and who acts for somebody acts for nobody else. */
    private static Optional<String> condition(DescribedCall call, boolean starred) {
        List<String> conditions = new ArrayList<>();
        if (starred) {
            StatementSettings.permitting(List.of("local"), call.action(), call.server(), call.name())
                    .when()
                    .ifPresent(conditions::add);
        }
        String actor = call.named("actor");
        if (!actor.isEmpty()) {
            conditions.add("principal.actor == '" + actor.replace("\\", "\\\\").replace("'", "\\'") + "'");
        }
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" && ", conditions));
    }

    private String principal(DescribedCall call) {
        String own = call.principals().getFirst().text();
        return !groups
                ? own
                : call.principals().stream()
                        .map(PrincipalPattern::text)
                        .filter(text -> text.startsWith("group:"))
                        .max((a, b) -> {
                            int more = Integer.compare(groupSizes.getOrDefault(a, 0), groupSizes.getOrDefault(b, 0));
                            return more == 0 ? b.compareTo(a) : more;
                        })
                        .orElse(own);
    }

    /** How many callers each group has: of several, the one that most share is taken. */
    private void count(List<Tally> used) {
        used.stream()
                .map(tally -> tally.first().call().principals())
                .collect(Collectors.toMap(List::getFirst, principals -> principals, (first, _) -> first))
                .values()
                .forEach(principals -> principals.forEach(each -> groupSizes.merge(each.text(), 1, Integer::sum)));
    }
}
