package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from statements: each row is a set of them, and what it comes to for one and the same call. */
final class PolicySetTest {
    private static final String HOLDS = "arguments.n == 1";
    private static final String NOT = "arguments.n == 2";
    private static final String FAILS = "arguments.missing == 1";

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # statements, each an effect and its condition: + holds, - does not, ! cannot be evaluated; ~ is only watched
                    '',                     DENY
                    permit+,                ALLOW
                    permit-,                DENY
                    permit!,                DENY
                    hold+,                  HOLD
                    hold-,                  DENY
                    hold!,                  DENY
                    forbid+,                DENY
                    forbid-,                DENY
                    permit+ forbid-,        ALLOW
                    permit+ forbid+,        DENY
                    permit+ forbid!,        DENY
                    forbid! permit+,        DENY
                    permit! permit+,        ALLOW
                    permit+ hold+,          HOLD
                    hold+ permit+,          HOLD
                    permit+ hold-,          ALLOW
                    permit+ hold!,          HOLD
                    hold! hold+,            HOLD
                    hold+ forbid+,          DENY
                    hold! permit-,          DENY
                    permit+ ~forbid+,       ALLOW
                    permit+ ~hold+,         ALLOW
                    ~hold+,                 DENY
                    """)
    void comesTo(String statements, Outcome outcome) {
        List<Statement> made = new ArrayList<>();
        for (String text : statements.isEmpty() ? new String[0] : statements.split(" ")) {
            made.add(statement("s" + made.size(), text));
        }
        Request request = Asked.with("{\"n\": 1}").to("tools/call", "files/read", "user:alice");
        Decision decision = PolicySet.of(made).decide(request);
        assertEquals(outcome, decision.outcome());
        boolean watched = statements.contains("~");
        assertEquals(watched, !decision.observed().isEmpty());
        assertEquals(
                outcome != Outcome.DENY || statements.matches(".*(?<!~)forbid[+!].*"),
                decision.statement().isPresent());
    }

    private static Statement statement(String id, String text) {
        boolean observed = text.startsWith("~");
        String effect = text.substring(observed ? 1 : 0, text.length() - 1);
        String condition =
                switch (text.charAt(text.length() - 1)) {
                    case '+' -> HOLDS;
                    case '-' -> NOT;
                    default -> FAILS;
                };
        return new Statement(
                id,
                Effect.valueOf(effect.toUpperCase(java.util.Locale.ROOT)),
                Set.of(PrincipalPattern.ALL),
                Set.of("tools/call"),
                List.of(ResourcePattern.ALL),
                Optional.of(Condition.of(condition)),
                Optional.empty(),
                observed,
                "");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ALLOW, PERMIT, principal.kind == 'user' && arguments.n == 1, \"\"",
                "DENY, PERMIT, principal.kind == 'workload' && arguments.n == 1, \"\"",
                "HOLD, HOLD, arguments.n == 1, \"\"",
                "ALLOW, PERMIT, \"\", arguments.n == 1",
                "DENY, PERMIT, \"\", principal.kind == 'user'",
                "DENY, PERMIT, arguments.n == 1, principal.kind == 'user' || arguments.n == 1",
            })
    void beforeTheArgumentsAreKnownItIsTheMostFavourable(Outcome outcome, Effect effect, String when, String unless) {
        PolicySet set = PolicySet.of(List.of(about(effect, when, unless)));
        Request request = new Asked("user", Optional.empty()).to("tools/call", "files/read", "user:alice");
        assertEquals(outcome, set.decide(request).outcome());
    }

    @Test
    void aForbidThatDependsOnArgumentsHidesNothing() {
        Asked unknown = new Asked("user", Optional.empty());
        PolicySet set = PolicySet.of(
                List.of(about("p", Effect.PERMIT, "", ""), about("f", Effect.FORBID, "arguments.n == 1", "")));
        assertEquals(
                Outcome.ALLOW,
                set.decide(unknown.to("tools/call", "files/read")).outcome());
        assertEquals(
                Outcome.DENY,
                set.decide(Asked.with("{\"n\":1}").to("tools/call", "files/read"))
                        .outcome());
    }

    @Test
    void explainsEveryStatement() {
        List<Statement> statements = List.of(
                statement("applies", Set.of("user:alice"), "tools/call", "files/read*"),
                statement("other-principal", Set.of("role:x"), "tools/call", "files"),
                statement("other-action", Set.of("*"), "prompts/get", "files"),
                statement("other-resource", Set.of("*"), "tools/call", "git"));
        List<String> said =
                PolicySet.of(statements).explain(Asked.with("{}").to("tools/call", "files/read", "user:alice")).stream()
                        .map(relation -> relation.statement().id() + " " + relation.kind())
                        .toList();
        assertEquals(
                List.of(
                        "applies APPLIES",
                        "other-principal OTHER_PRINCIPAL",
                        "other-action OTHER_ACTION",
                        "other-resource OTHER_RESOURCE"),
                said);
    }

    @Test
    void refusesWhatSaysNothing() {
        assertThrows(IllegalArgumentException.class, () -> statement("s", Set.of(), "tools/call", "files"));
        assertThrows(IllegalArgumentException.class, () -> statement("s", "~permit+"));
        String twice = assertThrows(
                        IllegalArgumentException.class,
                        () -> PolicySet.of(List.of(statement("a", "permit+"), statement("a", "forbid+"))))
                .toString();
        assertTrue(twice.contains("`a`"), twice);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # what the permit lifts, whether it applies, what else is there
                    a,  +,  hold+,        ALLOW
                    a,  +,  hold!,        ALLOW
                    a,  -,  hold+,        HOLD
                    a,  !,  hold+,        HOLD
                    z,  +,  hold+,        HOLD
                    a,  +,  hold+ hold+,  HOLD
                    a,  +,  hold! hold-,  ALLOW
                    a,  +,  hold+ hold!,  HOLD
                    a,  +,  forbid+,      DENY
                    """)
    void aPermitLiftsTheHoldsThatItNames(String lifts, String applies, String others, Outcome outcome) {
        Statement permit = statement("p", "permit" + applies);
        List<Statement> all = new ArrayList<>(List.of(new Statement(
                permit.id(),
                permit.effect(),
                permit.principals(),
                permit.actions(),
                permit.resources(),
                permit.when(),
                permit.unless(),
                false,
                "",
                Set.of(lifts))));
        for (String text : others.split(" ", -1)) {
            all.add(statement("abc".substring(all.size() - 1, all.size()), text));
        }
        Request request = Asked.with("{\"n\": 1}").to("tools/call", "files/read", "user:alice");
        assertEquals(outcome, PolicySet.of(all).decide(request).outcome());
        assertEquals(outcome, PolicySet.of(all.reversed()).decide(request).outcome());
        Outlook outlook = PolicySet.of(all).outlook(request);
        assertEquals(List.of(outcome, outcome), List.of(outlook.best(), outlook.worst()));
    }

    private static Statement about(Effect effect, String when, String unless) {
        return about("s", effect, when, unless);
    }

    private static Statement about(String id, Effect effect, String when, String unless) {
        return new Statement(
                id,
                effect,
                Set.of(PrincipalPattern.ALL),
                Set.of("tools/call"),
                List.of(ResourcePattern.ALL),
                when.isEmpty() ? Optional.empty() : Optional.of(Condition.of(when)),
                unless.isEmpty() ? Optional.empty() : Optional.of(Condition.of(unless)),
                false,
                "");
    }

    private static Statement statement(String id, Set<String> principals, String action, String... resources) {
        return new Statement(
                id,
                Effect.PERMIT,
                principals.stream().map(PrincipalPattern::new).collect(java.util.stream.Collectors.toSet()),
                Set.of(action),
                Arrays.stream(resources)
                        .map(r -> ResourcePattern.read(r).orElseThrow())
                        .toList(),
                Optional.empty(),
                Optional.empty(),
                false,
                "");
    }
}
