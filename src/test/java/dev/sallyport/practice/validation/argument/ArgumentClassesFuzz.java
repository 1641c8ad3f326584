package dev.sallyport.practice.validation.argument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any JSON as a schema gives few classes and as arguments a verdict, which names a place and never the text. */
final class ArgumentClassesFuzz {
    private static final String SECRET = "../s3cret";
    private static final String[] KEYS = {
        "properties",
        "items",
        "anyOf",
        "allOf",
        "type",
        "format",
        "description",
        "enum",
        "$ref",
        "$defs",
        "path",
        "url",
        "host",
        "user_id",
        "a/b",
        "a~b",
        "",
        "*"
    };
    private static final String[] SCALARS = {
        "\"string\"",
        "\"string\"",
        "\"uri\"",
        "\"#/$defs/path\"",
        "\"#/properties/path\"",
        "\"#\"",
        "\"#/~2\"",
        "\"#x\"",
        "1",
        "null",
        "true",
        "\"" + SECRET + "\""
    };

    private final ArgumentRules rules = new ArgumentRules(Set.of());

    @FuzzTest
    void anyJsonIsASchemaAndArguments(FuzzedDataProvider data) {
        check(text(data::consumeLong, 6), text(data::consumeLong, 5));
    }

    @Test
    void randomJsonIsASchemaAndArguments() {
        Random random = new Random(22);
        int denied = 0;
        for (int i = 0; i < 50_000; i++) {
            denied += check(text(random, 6), text(random, 4)) ? 1 : 0;
        }
        assertTrue(denied > 10, "denied " + denied);
    }

    private boolean check(String schemaText, String argumentsText) {
        JsonNode schema = JsonMapper.shared().readTree(schemaText);
        ArgumentClasses classes = ArgumentClasses.of(schema, Map.of("/a~1b/*", ArgumentClass.PATH), true);
        assertTrue(classes.places().size() <= 2_000);
        assertEquals(Map.of(), ArgumentClasses.of(schema, Map.of(), false).places());
        JsonNode arguments = JsonMapper.shared().readTree(argumentsText);
        return switch (classes.judge(arguments, rules)) {
            case Verdict.Pass _ -> false;
            case Verdict.Deny(var reason, Hint.Mend(String sentence)) -> {
                assertTrue(
                        classes.places().keySet().stream().anyMatch(place -> sentence.startsWith("`" + place)),
                        sentence);
                assertEquals(ArgumentReasons.PATH_TRAVERSAL.practice(), reason.practice());
                assertFalse(sentence.contains("s3cret"), sentence);
                yield true;
            }
            case Verdict other -> throw new AssertionError(other);
        };
    }

    private static String text(RandomGenerator random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        boolean object = random.nextInt(5) > 0;
        StringBuilder text = new StringBuilder(object ? "{" : "[");
        int first = random.nextInt(KEYS.length);
        for (int i = 0, size = random.nextInt(4); i < size; i++) {
            text.append(i == 0 ? "" : ",");
            text.append(object ? "\"" + KEYS[(first + i * 5) % KEYS.length] + "\":" : "");
            text.append(text(random, depth - 1));
        }
        return text.append(object ? "}" : "]").toString();
    }
}
