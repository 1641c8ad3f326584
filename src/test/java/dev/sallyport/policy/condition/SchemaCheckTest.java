package dev.sallyport.policy.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Conditions fit a tool's schema, or it is said what does not; no condition that could hold is called a misfit. */
final class SchemaCheckTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{
              "path":{"type":"string"}, "count":{"type":"integer"}, "ratio":{"type":"number"}, "deep":{"type":"boolean"},
              "with-dash":{"type":"string"}, "names":{"type":"array","items":{"type":"string"}},
              "options":{"type":"object","properties":{"mode":{"type":"string"}}},
              "free":{"type":"object"}, "either":{"type":["string","null"]}, "open":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}}}""";

    private static String check(String schema, String condition) {
        return new SchemaCheck(JsonMapper.shared().readTree(schema))
                .check(Condition.of(condition))
                .map(misfit -> misfit.message() + (misfit.suggestion().isEmpty() ? "" : "; " + misfit.suggestion()))
                .orElse("");
    }

    @Test
    void whatCouldHoldFits() {
        for (String condition : List.of(
                "arguments.path.within('/srv')",
                "has(arguments.path) && arguments.path == 'x'",
                "arguments['with-dash'] == 'x'",
                "arguments[\"options\"][\"mode\"].startsWith('r')",
                "'path' in arguments",
                "'mode' in arguments.options",
                "size(arguments) < 3",
                "arguments.all(name, name != 'x')",
                "arguments.count > 2.5 && arguments.ratio > 2 && arguments.ratio == 2 && arguments.ratio < 1.5",
                "arguments.names.exists(n, n == 'x') && 'x' in arguments.names",
                "arguments.free.anything == 1 && arguments.either == 'x' && arguments.open.b == 2",
                "principal.claims.groups.exists(g, g == 'x') && resource.annotations.readOnlyHint == true",
                "arguments['p' + 'ath'] == 'x'")) {
            assertEquals("", check(SCHEMA, condition), condition);
        }
        assertEquals("", check("{\"type\":\"object\"}", "arguments.x == 1"));
        assertEquals("", check("{}", "arguments.x == 1"));
        assertEquals(
                "", check("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":{}}", "arguments.x == 1"));
    }

    @Test
    void argumentsThatAreNotThereAreNamedWithTheNearest() {
        String path = "asks for the argument `pth`, which it does not take; did you mean `path`?";
        assertEquals(path, check(SCHEMA, "arguments.pth == 'x'"));
        assertEquals(path, check(SCHEMA, "arguments['pth'] == 'x'"));
        assertEquals(path, check(SCHEMA, "'pth' in arguments"));
        assertEquals(path, check(SCHEMA, "has(arguments.pth)"));
        assertEquals(
                "asks for the argument `mod`, which it does not take; did you mean `mode`?",
                check(SCHEMA, "arguments.options.mod == 'x'"));
        assertEquals(
                "asks for the argument `with-dsh`, which it does not take; did you mean `with-dash`?",
                check(SCHEMA, "arguments['with-dsh'] == 'x'"));
        assertEquals(
                "asks for the argument `x`, which it does not take",
                check("{\"type\":\"object\",\"properties\":{}}", "arguments.x == 1"));
    }

    @Test
    void argumentsOfAnotherTypeAreNamed() {
        assertEquals(
                "takes an argument for what it is not: `==` does not go with (string, int)",
                check(SCHEMA, "arguments.path == 3"));
        assertEquals(
                "takes an argument for what it is not: `within` does not go with int.(string)",
                check(SCHEMA, "arguments.count.within('/srv')"));
        assertEquals(
                "takes an argument for what it is not: `==` does not go with (string, int)",
                check(SCHEMA, "arguments.names.exists(n, n == 1)"));
    }
}
