package dev.sallyport.practice.validation.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.practice.validation.schema.SchemaOutcome.UnsupportedSchema;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any JSON as a schema is compiled or refused with a known reason, and what is compiled judges any JSON. */
final class SchemasFuzz {
    private static final String[] KEYWORDS = {
        "$ref",
        "$id",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor",
        "$defs",
        "definitions",
        "$schema",
        "type",
        "enum",
        "const",
        "properties",
        "patternProperties",
        "additionalProperties",
        "items",
        "prefixItems",
        "contains",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "required",
        "pattern",
        "minimum",
        "multipleOf",
        "uniqueItems",
        "format",
        "minLength",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
        "a",
        "id"
    };
    private static final String[] SCALARS = {
        "1",
        "-0.0",
        "1e30",
        "true",
        "false",
        "null",
        "\"string\"",
        "\"#\"",
        "\"#/a\"",
        "\"#/$defs/a\"",
        "\"#a\"",
        "\"a\"",
        "\"(\"",
        "\"^a{2}$\"",
        "\"https://a.example/\"",
        "\"http://json-schema.org/draft-07/schema#\"",
        "\"\"",
        "\"%zz\"",
        "\"urn:x:y\"",
        "\"#/%41\"",
        "\"#/~2\"",
        "\"classpath:x\"",
        "\"number\"",
        "\"object\""
    };

    private static final Set<Reason> REASONS = Set.of(
            SchemaReasons.SCHEMA_SIZE,
            SchemaReasons.SCHEMA_DEPTH,
            SchemaReasons.SCHEMA_INVALID,
            SchemaReasons.SCHEMA_DIALECT,
            SchemaReasons.SCHEMA_EXTERNAL_REF,
            SchemaReasons.UNSUPPORTED_PATTERN);

    private final Schemas schemas = new Schemas();

    @FuzzTest
    void everySchemaIsCompiledOrRefused(FuzzedDataProvider data) {
        JsonNode schema = JsonMapper.shared().readTree(text(data::consumeLong, 5, true));
        check(schema, JsonMapper.shared().readTree(text(data::consumeLong, 3, false)));
    }

    @Test
    void randomSchemasAreCompiledOrRefused() {
        Random random = new Random(3);
        int compiled = 0;
        for (int i = 0; i < 20_000; i++) {
            JsonNode schema = JsonMapper.shared().readTree(text(random, 4, true));
            compiled += check(schema, JsonMapper.shared().readTree(text(random, 3, false))) ? 1 : 0;
        }
        assertTrue(compiled > 500, "compiled " + compiled);
    }

    private boolean check(JsonNode schema, JsonNode value) {
        return switch (schemas.compileArguments(schema, true)) {
            case UnsupportedSchema(var reason) -> {
                assertTrue(REASONS.contains(reason), () -> "unexpected: " + reason);
                yield false;
            }
            case CompiledSchema usable -> {
                // what is quick must not say another thing
                assertEquals(usable.judgeInFull(value), usable.judge(value), () -> schema + " on " + value);
                yield true;
            }
        };
    }

    private static String text(RandomGenerator random, int depth, boolean object) {
        int shape = object ? 0 : random.nextInt(depth > 0 ? 4 : 1) + (depth > 0 ? 0 : 2);
        if (shape > 1) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        StringBuilder text = new StringBuilder(shape == 0 ? "{" : "[");
        int first = random.nextInt(KEYWORDS.length);
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ",");
            if (shape == 0) {
                text.append('"')
                        .append(KEYWORDS[(first + i * 7) % KEYWORDS.length])
                        .append("\":");
            }
            text.append(text(random, depth - 1, random.nextInt(3) > 0 && depth > 1));
        }
        return text.append(shape == 0 ? "}" : "]").toString();
    }
}
