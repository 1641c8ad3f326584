package dev.sallyport.practice.validation.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.validation.schema.SchemaOutcome.UnsupportedSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The required tests of the public JSON-Schema-Test-Suite; what we refuse, and why, is listed in a golden file. */
final class JsonSchemaSuiteTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SUITE = Path.of(System.getProperty("suites", "")).resolve("json-schema-test-suite/tests");

    private final Schemas schemas = new Schemas();
    private final TreeSet<String> refused = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int passed;

    @Test
    void requiredTestsGiveTheExpectedResultOrAListedRefusal() throws IOException {
        if (!Files.isDirectory(SUITE)) {
            System.out.println("json-schema-test-suite: not present, nothing checked");
            return;
        }
        run("draft2020-12", "https://json-schema.org/draft/2020-12/schema");
        run("draft7", "http://json-schema.org/draft-07/schema#");
        System.out.println("json-schema-test-suite: " + passed + " as expected, " + refused.size()
                + " schemas refused, " + wrong.size() + " wrong");
        assertEquals(List.of(), wrong);
        assertEquals(golden(), new ArrayList<>(refused));
        assertTrue(passed > 2_000);
    }

    private void run(String draft, String dialect) throws IOException {
        try (Stream<Path> files = Files.list(SUITE.resolve(draft))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (JsonNode group : JSON.readTree(Files.readAllBytes(file))) {
                    group(draft + "/" + file.getFileName(), dialect, group);
                }
            }
        }
    }

    private void group(String file, String dialect, JsonNode group) {
        JsonNode schema = group.get("schema");
        if (schema instanceof ObjectNode object && !object.has("$schema")) {
            schema = object.deepCopy().put("$schema", dialect);
        }
        String name = file + ": " + group.get("description").asString();
        switch (schemas.compileArguments(schema, false)) {
            case UnsupportedSchema(var reason) -> refused.add(name + ": " + reason.code());
            case CompiledSchema compiled -> {
                for (JsonNode test : group.get("tests")) {
                    Verdict judgement = compiled.judge(test.get("data"));
                    if (judgement instanceof Verdict.Pass == test.get("valid").asBoolean()) {
                        passed++;
                    } else {
                        wrong.add(name + ": " + test.get("description").asString() + ": " + judgement);
                    }
                }
            }
        }
    }

    private static List<String> golden() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/validation/schema-suite-refused.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
