package dev.sallyport.policy.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                "ERROR   ; arguments.path.matches('(((')",
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
                "principal.kind ; expected type `bool`",
                "principal.kind == 3 ; found no matching overload",
                "resource.kind == 1 ; undefined field `kind`",
                "resource.changed == 1 ; found no matching overload",
                "context.hour > 3 ; undefined field `hour`",
                "'' ; expected type `bool`",
            })
    void isRefusedWithItsPlace(String text, String said) {
        String message = assertThrows(IllegalArgumentException.class, () -> Condition.of(text))
                .toString();
        assertTrue(message.contains(said), message);
        assertEquals(1, message.lines().count(), message);
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
                return Map.of("time", Instant.parse("2026-11-26T12:00:00Z"));
            }
        };
    }
}
