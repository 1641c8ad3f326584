package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can follow without the arguments covers what does follow with any; with them it is the decision. */
final class OutlookTest {
    private static final List<String> CONDITIONS = List.of(
            "arguments.n > 1",
            "arguments.n < 3",
            "true",
            "false",
            "arguments.n == 1 || true",
            "principal.kind == 'user'");
    private static final List<String> ARGUMENTS =
            List.of("{}", "{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":\"x\"}");

    @Test
    void whatFollowsLiesBetweenTheBestAndTheWorst() {
        Random random = new Random(29);
        int certain = 0;
        for (int round = 0; round < 2_000; round++) {
            PolicySet policy = PolicySet.of(statements(random));
            Outlook outlook = policy.outlook(new Asked("user", Optional.empty()).to("tools/call", "s/t", "user:a"));
            certain += outlook.isCertain() ? 1 : 0;
            for (String arguments : ARGUMENTS) {
                Request request = Asked.with(arguments).to("tools/call", "s/t", "user:a");
                Outcome outcome = policy.decide(request).outcome();
                assertTrue(outlook.best().compareTo(outcome) <= 0, () -> policy.statements() + " " + arguments);
                assertTrue(outlook.worst().compareTo(outcome) >= 0, () -> policy.statements() + " " + arguments);
                Outlook known = policy.outlook(request);
                assertEquals(outcome, known.best());
                assertEquals(outcome, known.worst());
                assertEquals(
                        policy.decide(request).statement().map(Statement::effect),
                        known.statement().map(Statement::effect));
            }
        }
        assertTrue(certain > 200 && certain < 1_800, "certain " + certain);
    }

    private static List<Statement> statements(Random random) {
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            Effect effect = List.of(Effect.PERMIT, Effect.HOLD, Effect.FORBID).get(random.nextInt(3));
            statements.add(new Statement(
                    "s" + i,
                    effect,
                    Set.of(
                            random.nextBoolean()
                                    ? PrincipalPattern.ALL
                                    : new PrincipalPattern("user:" + "ab".charAt(random.nextInt(2)))),
                    Set.of("tools/call"),
                    List.of(ResourcePattern.ALL),
                    condition(random),
                    condition(random),
                    false,
                    "",
                    effect == Effect.PERMIT ? Set.of("s" + random.nextInt(4)) : Set.of()));
        }
        return statements;
    }

    private static Optional<Condition> condition(Random random) {
        return random.nextInt(3) == 0
                ? Optional.of(Condition.of(CONDITIONS.get(random.nextInt(CONDITIONS.size()))))
                : Optional.empty();
    }
}
