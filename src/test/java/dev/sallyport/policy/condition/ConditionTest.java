package dev.sallyport.policy.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditions hold, do not hold, depend or fail, and what is mistyped is refused with its place. */
final class ConditionTest {
    private static final String ARGUMENTS = """
            {"path": "/srv/public/../secret", "n": 3, "d": 3.0, "big": 99999999999999999999, "huge": 1e400, "none": null,
             "list": ["a", {"b": [1]}], "url": "https://API.Example.com:8443/x", "flag": true, "deep": {"er": {"x": "y"}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "TRUE    ; principal.kind == 'user'",
                "TRUE    ; 'reviewers' in principal.roles",
                "TRUE    ; principal.claims.groups.exists(g, g.startsWith('eng'))",
                "TRUE    ; !has(principal.claims.nothing)",
                "ERROR   ; principal.claims.nothing == ['x']",
                "FALSE   ; principal.kind == 'workload' && principal.claims.nothing == ['x']",
                "TRUE    ; client == 'desktop' && action == 'tools/call'",
                "TRUE    ; resource.annotations.readOnlyHint == true",
                "ERROR   ; resource.annotations.destructiveHint == true",
                "TRUE    ; !has(resource.annotations.destructiveHint)",
                "TRUE    ; context.time > timestamp('2026-01-01T00:00:00Z')",
                "TRUE    ; context.time.getHours('Asia/Hong_Kong') == 20",
                "TRUE    ; arguments.n == 3 && arguments.n > 2.5 && arguments.d == 3 && arguments.n < 4",
                "FALSE   ; arguments.path.within('/srv/public')",
                "TRUE    ; arguments.path.within('/srv')",
                "TRUE    ; arguments.url.host() == 'api.example.com'",
                "ERROR   ; arguments.path.host() == 'x'",
                "ERROR   ; arguments.big > 3",
                "ERROR   ; arguments.huge > 3.0",
                "TRUE    ; arguments.none == null",
                "TRUE    ; arguments.list[1].b[0] == 1 && size(arguments.list) == 2",
                "TRUE    ; arguments.deep.er.x == 'y'",
                "ERROR   ; arguments.missing == 'x'",
                "FALSE   ; has(arguments.missing)",
                "TRUE    ; arguments.missing == 'x' || arguments.n == 3",
                "TRUE    ; arguments.big > 3 || arguments.n == 3",
                "TRUE    ; arguments.n.startsWith('3') || arguments.n == 3",
                "TRUE    ; 'n' in arguments && arguments['n'] == 3 && size(arguments) == 10",
                "TRUE    ; arguments.exists(k, k == 'url') && arguments.deep.all(k, k == 'er')",
                "TRUE    ; arguments.list[0] in ['a'] && 'a' in arguments.list",
                "ERROR   ; arguments.path",
                "TRUE    ; arguments.flag",
                "ERROR   ; arguments.n.startsWith('3')",
                "TRUE    ; arguments.path.matches('^/srv/[a-z]+/')",
                "ERROR   ; arguments.path.matches('((' + '(')",
            })
    void comesTo(Truth truth, String text) {
        assertEquals(truth, Condition.of(text).test("tools/call", facts(true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "UNKNOWN ; arguments.path == 'x'",
                "UNKNOWN ; has(arguments.path)",
                "FALSE   ; principal.kind == 'workload' && arguments.path == 'x'",
                "UNKNOWN ; principal.kind == 'user' && arguments.path == 'x'",
                "TRUE    ; principal.kind == 'user' || arguments.path == 'x'",
                "TRUE    ; principal.kind == 'user'",
                "UNKNOWN ; arguments.list.all(x, x == 'a')",
            })
    void dependsOnArgumentsThatAreNotKnownYet(Truth truth, String text) {
        assertEquals(truth, Condition.of(text).test("tools/call", facts(false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "principal.role == ['x'] ; did you mean `roles`?",
                "argument.path == 'x' ; did you mean `arguments`?",
                "principal.kind == ; at character",
                "principal.kind ; it comes to a text, and must come to yes or no",
                "principal.kind == 3 ; `==` does not go with a text and a whole number",
                "resource.kind == 1 ; there is no member `kind`",
                "resource.changed == 1 ; `==` does not go with",
                "context.hour > 3 ; there is no member `hour`",
                "'' ; it comes to a text",
                "arguments.p.matches('((') ; a pattern of RE2",
                "context.time > timestamp('soon') ; for example `2026-11-26T08:00:00Z`",
                "context.time - context.time > duration('x') ; for example `90m`",
                "principal.roles == 'x' ; a list is asked with `in`",
                "lower(client) == 'x' ; functions are all,",
                "client.startWith('x') ; did you mean `startsWith`?",
                "tool == 'x' ; did you mean `resource.name`?",
                "client == 'x' and action == 'y' ; write `&&`",
                "client = 'x' ; write `==`",
                "client == ‘x’ ; write it in half width",
                "arguments.路徑 == 1 ; a name of such letters is written",
                "size(client) ; it comes to a whole number",
            })
    void isRefusedWithItsPlace(String text, String said) {
        UnfitCondition unfit = assertThrows(UnfitCondition.class, () -> Condition.of(text));
        String message = unfit.getMessage() + "; " + unfit.suggestion();
        assertTrue(message.contains(said), message);
        assertEquals(1, message.lines().count(), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "a,b    ; principal.claims.a == ['x'] && principal.claims['b'].exists(v, v == 'y')",
                "a      ; has(principal.claims.a) || 'a' in principal.claims",
                "*      ; principal.claims.exists(name, name == 'a')",
                "*,a    ; principal.claims.a == ['x'] || size(principal.claims) == 0",
                "*      ; principal.claims[principal.kind] == ['x']",
                "*      ; 'x' in principal.claims[action]",
                "''     ; arguments.claims.a == 1 && resource.annotations.claims == 2",
            })
    void namesTheClaimsThatItAsksFor(String names, String text) {
        Set<String> expected = names.equals("''") ? Set.of() : Set.of(names.split(","));
        assertEquals(expected, Condition.of(text).claims());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "TRUE    ; 'engineering' in principal.claims.groups",
                "FALSE   ; has(principal.claims.team)",
                "ERROR   ; 'x' in principal.claims.team",
                "UNKNOWN ; 'x' in principal.claims.mail",
                "UNKNOWN ; has(principal.claims.mail)",
                "UNKNOWN ; 'mail' in principal.claims",
                "TRUE    ; 'groups' in principal.claims",
                "UNKNOWN ; principal.claims.exists(name, name == 'groups')",
                "TRUE    ; 'x' in principal.claims.mail || 'engineering' in principal.claims.groups",
                "FALSE   ; 'x' in principal.claims.mail && has(principal.claims.team)",
            })
    void dependsOnClaimsThatAreNotKnownAndOnNoOthers(Truth truth, String text) {
        Facts some = new Some(facts(true), Set.of("groups", "team"));
        assertEquals(truth, Condition.of(text).test("tools/call", some));
    }

    /** Facts of which some claims alone are known. */
    private record Some(Facts all, Set<String> known) implements Facts {
        @Override
        public Map<String, Object> principal() {
            return all.principal();
        }

        @Override
        public String client() {
            return all.client();
        }

        @Override
        public Map<String, Object> resource() {
            return all.resource();
        }

        @Override
        public Optional<JsonNode> arguments() {
            return all.arguments();
        }

        @Override
        public Map<String, Object> context() {
            return all.context();
        }

        @Override
        public boolean knowsClaim(String name) {
            return known.contains(name);
        }

        @Override
        public Set<Unknown> unknown() {
            return Set.of(Unknown.CLAIMS);
        }
    }

    @Test
    void aRiskThatNobodySaidHelpsNothing() {
        assertEquals(Truth.ERROR, Condition.of("context.risk.score < 5").test("tools/call", facts(true)));
    }

    @Test
    void endsSoon() {
        Condition nested = Condition.of(
                "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b,"
                        + " [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, a + b + c + d + e > 0)))))");
        assertEquals(Truth.ERROR, nested.test("tools/call", facts(true)));
        assertThrows(IllegalArgumentException.class, () -> Condition.of("(".repeat(5000)));
        assertThrows(IllegalArgumentException.class, () -> Condition.of("true || ".repeat(1000) + "true"));
    }

    /** {@code arguments} as they are in {@link #ARGUMENTS}, or not known. */
    private static Facts facts(boolean known) {
        JsonNode arguments = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(ARGUMENTS);
        return new Facts() {
            @Override
            public Map<String, Object> principal() {
                return Map.of(
                        "kind",
                        "user",
                        "roles",
                        List.of("reviewers"),
                        "claims",
                        Map.of("groups", List.of("engineering")));
            }

            @Override
            public String client() {
                return "desktop";
            }

            @Override
            public Map<String, Object> resource() {
                return Map.of("annotations", Map.of("readOnlyHint", true));
            }

            @Override
            public Optional<JsonNode> arguments() {
                return known ? Optional.of(arguments) : Optional.empty();
            }

            @Override
            public Map<String, Object> context() {
                return Map.of("time", Instant.parse("2026-11-26T12:00:00Z"), "risk", Map.of());
            }
        };
    }
}
