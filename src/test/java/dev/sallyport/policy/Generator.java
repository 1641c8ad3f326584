package dev.sallyport.policy;

import dev.sallyport.policy.condition.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Policies and requests by chance, of so few words that they meet often. */
final class Generator {
    private static final String[] PRINCIPALS = {"local", "anonymous", "user:a", "user:b", "role:x", "role:y", "client:c"
    };
    private static final String[] ACTIONS = {"tools/call", "resources/read", "prompts/get"};
    private static final List<Clause.Form> FORMS = List.of(Clause.Form.values());
    private static final String[] SERVERS = {"files", "git", "s3"};
    private static final String[] NAMES = {"read", "read_all", "write", "write_all", "delete", "讀取檔案", ""};
    private static final String[] PATTERNS = {
        "*", "read", "read*", "*_all", "write", "w*e", "*e*", "delete", "none", "讀*案", "讀取"
    };

    private final Random random;
    private final boolean sound;
    private final Map<String, Condition> compiled = new HashMap<>();
    private final Map<String, Clause> clauses = new HashMap<>();

    /** {@code sound}: no condition fails for any request, and the arguments of every request are known. */
    Generator(Random random, boolean sound) {
        this.random = random;
        this.sound = sound;
    }

    /** What {@code condition}, which was made here, says. */
    Clause clause(Condition condition) {
        return Objects.requireNonNull(clauses.get(condition.toString()));
    }

    /** A policy. */
    List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Effect effect = random.nextInt(3) > 0 ? Effect.PERMIT : random.nextBoolean() ? Effect.HOLD : Effect.FORBID;
            statements.add(new Statement(
                    "s" + i,
                    effect,
                    some(PRINCIPALS).stream().map(PrincipalPattern::new).collect(Collectors.toSet()),
                    some(ACTIONS),
                    some(PATTERNS).stream()
                            .map(name -> new ResourcePattern(random.nextInt(3) == 0 ? "*" : any(SERVERS), name))
                            .toList(),
                    condition(),
                    condition(),
                    effect != Effect.PERMIT && random.nextInt(6) == 0,
                    "",
                    !sound && effect == Effect.PERMIT && random.nextInt(4) == 0
                            ? Set.of("s" + random.nextInt(12), "absent")
                            : Set.of()));
        }
        return statements;
    }

    private Optional<Condition> condition() {
        if (random.nextInt(3) > 0) {
            return Optional.empty();
        }
        Clause clause = new Clause(
                random.nextBoolean() ? "n" : "m", random.nextInt(3), FORMS.get(random.nextInt(FORMS.size())), sound);
        return Optional.of(condition(clause));
    }

    /** The condition that {@code clause} says. */
    Condition condition(Clause clause) {
        clauses.put(clause.cel(), clause);
        return compiled.computeIfAbsent(clause.cel(), Condition::of);
    }

    /** A request. */
    Request request() {
        String[] members = {"", "\"n\": " + random.nextInt(4), "\"m\": " + random.nextInt(4), "\"n\": \"text\""};
        Asked asked = !sound && random.nextInt(5) == 0
                ? new Asked("user", Optional.empty())
                : Asked.with("{" + members[random.nextInt(sound ? 3 : 4)] + "}");
        Set<String> principals = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            principals.add(any(PRINCIPALS));
        }
        return asked.to(any(ACTIONS), any(SERVERS) + "/" + any(NAMES), principals.toArray(String[]::new));
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** One or several of these, or all. */
    private Set<String> some(String[] of) {
        if (random.nextInt(4) == 0) {
            return Set.of("*");
        }
        Set<String> some = new HashSet<>(Set.of(any(of)));
        Arrays.stream(of).filter(_ -> random.nextInt(4) == 0).forEach(some::add);
        return some;
    }
}
