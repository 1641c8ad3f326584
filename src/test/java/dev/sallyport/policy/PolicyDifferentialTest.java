package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Condition;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine against a naive evaluator that has no index, no early end, no CEL and regular expressions for patterns: they agree on a
 * million generated requests.
 */
final class PolicyDifferentialTest {
    private static final int SETS = 2_000;
    private static final int REQUESTS = 500;

    private Generator generator = new Generator(new Random(0), false);

    @ParameterizedTest
    @ValueSource(longs = {7337})
    void agreesWithANaiveEvaluator(long seed) {
        generator = new Generator(new Random(seed), false);
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (int i = 0; i < SETS; i++) {
            List<Statement> statements = generator.statements();
            PolicySet set = PolicySet.of(statements);
            for (int j = 0; j < REQUESTS; j++) {
                Request request = generator.request();
                Outcome outcome = set.decide(request).outcome();
                Outcome naive = naive(statements, request);
                assertEquals(naive, outcome, () -> "seed " + seed + ": " + request + " of " + statements);
                seen.merge(outcome, 1, Integer::sum);
            }
        }
        System.out.println("policies: " + SETS * REQUESTS + " decisions agree, " + seen);
        assertTrue(seen.values().stream().allMatch(count -> count > SETS * REQUESTS / 100), seen::toString);
    }

    /** The definition, word by word. */
    private Outcome naive(List<Statement> statements, Request request) {
        Set<String> forbid = truths(statements, Effect.FORBID, request);
        Set<String> hold = truths(statements, Effect.HOLD, request);
        Set<String> permit = truths(statements, Effect.PERMIT, request);
        Set<String> lifted = statements.stream()
                .filter(statement -> {
                    Set<String> truths = truths(List.of(statement), Effect.PERMIT, request);
                    return truths.contains("true") || truths.contains("depends");
                })
                .flatMap(statement -> statement.lifts().stream())
                .collect(Collectors.toSet());
        Set<String> stays = truths(
                statements.stream()
                        .filter(statement -> !lifted.contains(statement.id()))
                        .toList(),
                Effect.HOLD,
                request);
        if (forbid.contains("true") || forbid.contains("error")) {
            return Outcome.DENY;
        }
        boolean open = hold.contains("true")
                || hold.contains("depends")
                || permit.contains("true")
                || permit.contains("depends");
        if (!open) {
            return Outcome.DENY;
        }
        return stays.contains("true") || stays.contains("depends") || stays.contains("error")
                ? Outcome.HOLD
                : Outcome.ALLOW;
    }

    private Set<String> truths(List<Statement> statements, Effect effect, Request request) {
        Set<String> truths = new HashSet<>();
        for (Statement statement : statements) {
            if (statement.effect() == effect && !statement.observed() && concerns(statement, request)) {
                truths.add(and(truth(statement.when(), request, false), truth(statement.unless(), request, true)));
            }
        }
        return truths;
    }

    private static boolean concerns(Statement statement, Request request) {
        Set<String> names =
                statement.principals().stream().map(PrincipalPattern::text).collect(Collectors.toSet());
        boolean who = names.contains("*")
                || request.principals().stream().anyMatch(principal -> names.contains(principal.text()));
        boolean what = statement.actions().contains("*") || statement.actions().contains(request.action());
        boolean where = statement.resources().stream()
                .anyMatch(pattern -> Pattern.matches(
                        (pattern.server() + "/" + pattern.name()).replace("*", ".*"),
                        request.server() + "/" + request.name()));
        return who && what && where;
    }

    private String truth(Optional<Condition> condition, Request request, boolean negated) {
        if (condition.isEmpty()) {
            return "true";
        }
        String truth = generator
                .clause(condition.get())
                .of(request.facts().arguments())
                .orElse("depends");
        return switch (truth) {
            case "true" -> negated ? "false" : truth;
            case "false" -> negated ? "true" : truth;
            default -> truth;
        };
    }

    private static String and(String a, String b) {
        for (String stronger : new String[] {"false", "error", "depends"}) {
            if (a.equals(stronger) || b.equals(stronger)) {
                return stronger;
            }
        }
        return "true";
    }

    @Test
    void theNaiveEvaluatorIsNoCopy() {
        // a permit that cannot be evaluated is where the two ways differ most
        Statement fails = new Statement(
                "s",
                Effect.PERMIT,
                Set.of(PrincipalPattern.ALL),
                Set.of("*"),
                List.of(ResourcePattern.ALL),
                Optional.of(generator.condition(new Clause("n", 1, Clause.Form.ABOVE, false))),
                Optional.empty(),
                false,
                "");
        Request request = Asked.with("{\"n\": \"text\"}").to("tools/call", "files/read");
        assertEquals(Outcome.DENY, naive(List.of(fails), request));
        assertEquals(Outcome.DENY, PolicySet.of(List.of(fails)).decide(request).outcome());
    }
}
