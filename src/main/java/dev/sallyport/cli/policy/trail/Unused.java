package dev.sallyport.cli.policy.trail;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Relation;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.DescribedCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rights of a policy that no recorded call used. */
public final class Unused {
    private Unused() {}

    /** By the id of a statement that permits or holds, its resources that no call of {@code calls} was about while the statement applied, or may have. */
    public static Map<String, List<String>> of(AccessRules rules, List<Tally> calls) {
        Map<String, Set<ResourcePattern>> used = new HashMap<>();
        for (Tally tally : calls) {
            DescribedCall call = tally.first().call();
            for (Relation relation : rules.explain(call)) {
                if (relation.kind() == Relation.Kind.APPLIES || relation.kind() == Relation.Kind.DEPENDS) {
                    relation.statement().resources().stream()
                            .filter(pattern -> pattern.covers(call.server(), call.name()))
                            .forEach(pattern -> used.computeIfAbsent(
                                            relation.statement().id(), _ -> new HashSet<>())
                                    .add(pattern));
                }
            }
        }
        Map<String, List<String>> unused = new LinkedHashMap<>();
        for (Statement statement : rules.policy().statements()) {
            List<String> patterns = statement.resources().stream()
                    .filter(pattern ->
                            !used.getOrDefault(statement.id(), Set.of()).contains(pattern))
                    .map(ResourcePattern::toString)
                    .toList();
            if (statement.effect() != Effect.FORBID && !patterns.isEmpty()) {
                unused.put(statement.id(), patterns);
            }
        }
        return unused;
    }
}
