package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The engine against a naive evaluator that has no index, no early end, no CEL and regular expressions for patterns: they agree on a
 * million generated requests.
 */
final class PolicyDifferentialTest {
    private static final int SETS = 2_000;
    private static final int REQUESTS = 500;
    private static final String[] PRINCIPALS = {"local", "anonymous", "user:a", "user:b", "role:x", "role:y", "client:c"
    };
    private static final String[] ACTIONS = {"tools/call", "resources/read", "prompts/get"};
    private static final String[] SERVERS = {"files", "git", "s3"};
    private static final String[] NAMES = {"read", "read_all", "write", "write_all", "delete", ""};
    private static final String[] PATTERNS = {"*", "read", "read*", "*_all", "write", "w*e", "*e*", "delete", "none"};

    /** A condition in three forms: as text, and as a function of arguments, which may be unknown. */
    private record Clause(String text, String key, int value, Form form) {
        enum Form {
            EQUALS,
            ABOVE,
            HAS,
            NEITHER
        }

        /** True, false, {@code null} for an error, and empty where it depends. */
        Optional<String> of(Optional<JsonNode> arguments) {
            if (arguments.isEmpty()) {
                return Optional.empty();
            }
            JsonNode member = arguments.get().path(key);
            return Optional.of(
                    switch (form) {
                        case EQUALS ->
                            member.isMissingNode()
                                    ? "error"
                                    : Boolean.toString(member.isInt() && member.intValue() == value);
                        case ABOVE -> !member.isInt() ? "error" : Boolean.toString(member.intValue() > value);
                        case HAS -> Boolean.toString(!member.isMissingNode());
                        case NEITHER ->
                            member.isMissingNode()
                                    ? "error"
                                    : Boolean.toString(!(member.isInt() && member.intValue() == value));
                    });
        }
    }

    private final Map<String, Condition> compiled = new HashMap<>();
    private final Map<String, Clause> clauses = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {7337})
    void agreesWithANaiveEvaluator(long seed) {
        Random random = new Random(seed);
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (int i = 0; i < SETS; i++) {
            List<Statement> statements = statements(random);
            PolicySet set = PolicySet.of(statements);
            for (int j = 0; j < REQUESTS; j++) {
                Request request = request(random);
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
        return hold.contains("true") || hold.contains("depends") || hold.contains("error")
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
        String truth = Objects.requireNonNull(clauses.get(condition.get().toString()))
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

    private List<Statement> statements(Random random) {
        List<Statement> statements = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Effect effect = random.nextInt(3) > 0 ? Effect.PERMIT : random.nextBoolean() ? Effect.HOLD : Effect.FORBID;
            statements.add(new Statement(
                    "s" + i,
                    effect,
                    some(random, PRINCIPALS).stream().map(PrincipalPattern::new).collect(Collectors.toSet()),
                    some(random, ACTIONS),
                    some(random, PATTERNS).stream()
                            .map(name -> new ResourcePattern(random.nextInt(3) == 0 ? "*" : any(random, SERVERS), name))
                            .toList(),
                    condition(random),
                    condition(random),
                    effect != Effect.PERMIT && random.nextInt(6) == 0,
                    ""));
        }
        return statements;
    }

    private Optional<Condition> condition(Random random) {
        if (random.nextInt(3) > 0) {
            return Optional.empty();
        }
        String key = random.nextBoolean() ? "n" : "m";
        int value = random.nextInt(3);
        Clause.Form form = Clause.Form.values()[random.nextInt(4)];
        String text =
                switch (form) {
                    case EQUALS -> "arguments." + key + " == " + value;
                    case ABOVE -> "arguments." + key + " > " + value;
                    case HAS -> "has(arguments." + key + ")";
                    case NEITHER -> "!(arguments." + key + " == " + value + ")";
                };
        clauses.put(text, new Clause(text, key, value, form));
        return Optional.of(compiled.computeIfAbsent(text, Condition::of));
    }

    private static Request request(Random random) {
        String[] members = {"", "\"n\": " + random.nextInt(4), "\"m\": " + random.nextInt(4), "\"n\": \"text\""};
        Asked asked = random.nextInt(5) == 0
                ? new Asked("user", Optional.empty())
                : Asked.with("{" + members[random.nextInt(4)] + "}");
        Set<String> principals = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            principals.add(any(random, PRINCIPALS));
        }
        return asked.to(
                any(random, ACTIONS),
                any(random, SERVERS) + "/" + any(random, NAMES),
                principals.toArray(String[]::new));
    }

    private static String any(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** One or several of these, or all. */
    private static Set<String> some(Random random, String[] of) {
        if (random.nextInt(4) == 0) {
            return Set.of("*");
        }
        Set<String> some = new HashSet<>(Set.of(any(random, of)));
        Arrays.stream(of).filter(_ -> random.nextInt(4) == 0).forEach(some::add);
        return some;
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
                Optional.of(Condition.of("arguments.n > 1")),
                Optional.empty(),
                false,
                "");
        clauses.put("arguments.n > 1", new Clause("arguments.n > 1", "n", 1, Clause.Form.ABOVE));
        Request request = Asked.with("{\"n\": \"text\"}").to("tools/call", "files/read");
        assertEquals(Outcome.DENY, naive(List.of(fails), request));
        assertEquals(Outcome.DENY, PolicySet.of(List.of(fails)).decide(request).outcome());
    }
}
