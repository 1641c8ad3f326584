package dev.sallyport.practice.validation.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The quick form against the full check: where it says yes, the full check says yes. */
final class UsualSchemaTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SUITE = Path.of(System.getProperty("suites", "")).resolve("json-schema-test-suite/tests");
    private static final String[] TYPES = {"string", "integer", "number", "object", "array", "boolean", "null"};
    private static final String[] VALUES = {
        "1",
        "2",
        "-3",
        "1.0",
        "0.5",
        "1e2",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"ab\"",
        "\"\\ud83d\\ude00\"",
        "\"b1\""
    };
    private static final String[] NAMES = {"a", "b", "c"};

    private final Schemas schemas = new Schemas();
    private final Random random = new Random(20260728);
    private int accepted;

    @Test
    void whatItAcceptsInTheSuiteIsValid() throws IOException {
        if (!Files.isDirectory(SUITE)) {
            System.out.println("json-schema-test-suite: not present, nothing checked");
            return;
        }
        for (String draft : List.of("draft2020-12", "draft7")) {
            String dialect = draft.equals("draft7")
                    ? "http://json-schema.org/draft-07/schema#"
                    : "https://json-schema.org/draft/2020-12/schema";
            try (Stream<Path> files = Files.list(SUITE.resolve(draft))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    for (JsonNode group : JSON.readTree(Files.readAllBytes(file))) {
                        suite(group, dialect);
                    }
                }
            }
        }
        System.out.println("json-schema-test-suite: " + accepted + " accepted by the quick form");
        assertTrue(accepted > 200);
    }

    private void suite(JsonNode group, String dialect) {
        JsonNode schema = group.get("schema");
        if (schema instanceof ObjectNode object && !object.has("$schema")) {
            schema = object.deepCopy().put("$schema", dialect);
        }
        UsualSchema usual = UsualSchema.of(schema);
        for (JsonNode test : group.get("tests")) {
            if (usual.accepts(test.get("data"))) {
                accepted++;
                assertTrue(test.get("valid").asBoolean(), () -> group + ": " + test);
            }
        }
    }

    @Test
    void whatItAcceptsIsAcceptedByTheFullCheck() {
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            JsonNode schema = JSON.readTree(schema(3));
            UsualSchema usual = UsualSchema.of(schema);
            if (!(schemas.compileArguments(schema, false) instanceof CompiledSchema full)) {
                refused++;
                continue;
            }
            for (int j = 0; j < 20; j++) {
                JsonNode value = JSON.readTree(value(3));
                boolean quick = usual.accepts(value);
                assertTrue(!quick || full.judgeInFull(value) instanceof Verdict.Pass, () -> schema + " and " + value);
                accepted += quick ? 1 : 0;
            }
        }
        assertTrue(accepted > 5_000, accepted + " accepted, " + refused + " schemas refused");
    }

    @Test
    void theUsualCallIsAcceptedWithoutTheFullCheck() {
        UsualSchema usual = UsualSchema.of(JSON.readTree("""
                {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","title":"t","x-order":1,"properties":{
                  "name":{"type":"string","minLength":1,"maxLength":5,"pattern":"^[a-z]+$","format":"email"},
                  "size":{"type":"integer","minimum":1,"exclusiveMaximum":10},
                  "tags":{"type":"array","items":{"enum":["x","y"]},"minItems":1,"maxItems":2},
                  "owner":{"anyOf":[{"type":"string"},{"type":"null"}]}},
                "required":["name"],"additionalProperties":false}"""));
        assertTrue(usual.accepts(JSON.readTree("""
                {"name":"abc","size":9,"tags":["x"],"owner":null}""")));
        for (String wrong : List.of(
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"abcdef\"}",
                "{\"name\":\"A\"}",
                "{\"name\":\"a\",\"size\":10}",
                "{\"name\":\"a\",\"size\":0}",
                "{\"name\":\"a\",\"tags\":[]}",
                "{\"name\":\"a\",\"tags\":[\"z\"]}",
                "{\"name\":\"a\",\"owner\":1}",
                "{\"name\":\"a\",\"other\":1}",
                "[]")) {
            assertFalse(usual.accepts(JSON.readTree(wrong)), wrong);
        }
    }

    @Test
    void anUnusualKeywordLeavesWhatItJudgesToTheFullCheck() {
        for (String keyword :
                List.of("$ref", "oneOf", "not", "allOf", "uniqueItems", "multipleOf", "$id", "unheardOf")) {
            UsualSchema usual =
                    UsualSchema.of(JSON.readTree("{\"properties\":{\"a\":{\"" + keyword + "\":true},\"b\":{}}}"));
            assertFalse(usual.accepts(JSON.readTree("{\"a\":1}")), keyword);
            assertTrue(usual.accepts(JSON.readTree("{\"b\":1}")), keyword);
        }
    }

    @Test
    void muchWorkIsLeftToTheFullCheck() {
        JsonNode schema = JSON.readTree("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}");
        UsualSchema usual = UsualSchema.of(schema);
        JsonNode value = JSON.readTree("[" + "1,".repeat(10_000) + "1]");
        assertFalse(usual.accepts(value));
        CompiledSchema full = assertInstanceOf(CompiledSchema.class, schemas.compileArguments(schema, false));
        assertEquals(Verdict.PASS, full.judge(value));
    }

    private String schema(int depth) {
        StringBuilder text = new StringBuilder("{\"title\":\"t\"");
        if (random.nextInt(3) > 0) {
            text.append(",\"type\":").append(random.nextInt(4) > 0 ? type() : "[" + type() + "]");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            switch (random.nextInt(depth > 0 ? 12 : 8)) {
                case 0 -> member(text, "enum", "[" + scalar() + "," + scalar() + ",[1]]");
                case 1 -> member(text, "const", scalar());
                case 2 -> member(text, random.nextBoolean() ? "minLength" : "minItems", "1");
                case 3 -> member(text, random.nextBoolean() ? "maxLength" : "maxItems", "1");
                case 4 -> member(text, "minimum", "1");
                case 5 -> member(text, "exclusiveMaximum", "1.0");
                case 6 -> member(text, "pattern", "\"^a\"");
                case 7 -> member(text, "required", "[\"" + name() + "\"]");
                case 8 -> member(text, "properties", "{\"" + name() + "\":" + schema(depth - 1) + "}");
                case 9 -> member(text, "additionalProperties", random.nextBoolean() ? "false" : schema(depth - 1));
                case 10 -> member(text, "items", random.nextBoolean() ? "true" : schema(depth - 1));
                default -> member(text, "anyOf", "[" + schema(depth - 1) + "," + schema(depth - 1) + "]");
            }
        }
        return text.append('}').toString();
    }

    private static void member(StringBuilder text, String name, String value) {
        if (!text.toString().contains("\"" + name + "\":")) {
            text.append(",\"").append(name).append("\":").append(value);
        }
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 3)) {
            case 3 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            case 4 -> "{\"" + name() + "\":" + value(depth - 1) + "}";
            case 5 -> "{\"a\":" + value(depth - 1) + ",\"b\":" + value(depth - 1) + "}";
            default -> scalar();
        };
    }

    private String scalar() {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private String type() {
        return "\"" + TYPES[random.nextInt(TYPES.length)] + "\"";
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }
}
