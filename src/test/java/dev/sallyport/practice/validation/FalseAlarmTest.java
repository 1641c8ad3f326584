package dev.sallyport.practice.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.validation.argument.ArgumentClasses;
import dev.sallyport.practice.validation.argument.ArgumentRules;
import dev.sallyport.practice.validation.argument.ResourceUris;
import dev.sallyport.practice.validation.schema.CompiledSchema;
import dev.sallyport.practice.validation.schema.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Honest calls of well-known servers, with the schemas that these servers publish: none may be refused. */
final class FalseAlarmTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FOLDER = Path.of("src/test/resources/validation");

    private final Schemas schemas = new Schemas();
    private final ArgumentRules rules = new ArgumentRules(Set.of());

    @Test
    void honestCallsOfWellKnownServersAreNeverRefused() throws IOException {
        List<String> refused = new ArrayList<>();
        int calls = 0;
        try (Stream<Path> files = Files.list(FOLDER.resolve("calls"))) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode tool : JSON.readTree(Files.readAllBytes(file)).get("tools")) {
                    calls += tool.get("calls").size();
                    refused.addAll(refusals(tool));
                }
            }
        }
        System.out.println("false alarms: " + refused.size() + " of " + calls + " honest calls");
        assertEquals(List.of(), refused);
        assertTrue(calls > 150);
    }

    @Test
    void honestResourceUrisAreNeverRefused() throws IOException {
        ResourceUris uris = new ResourceUris(Set.of());
        List<String> refused = new ArrayList<>();
        for (JsonNode uri : JSON.readTree(Files.readAllBytes(FOLDER.resolve("uris-clean.json")))) {
            if (uris.judge(uri.asString()) instanceof Verdict.Deny denial) {
                refused.add(uri + " " + denial);
            }
        }
        assertEquals(List.of(), refused);
    }

    private List<String> refusals(JsonNode tool) {
        List<String> refused = new ArrayList<>();
        JsonNode schema = tool.get("inputSchema");
        ArgumentClasses classes = ArgumentClasses.of(schema, Map.of(), true);
        for (boolean refuseUnknown : new boolean[] {false, true}) {
            CompiledSchema compiled =
                    assertInstanceOf(CompiledSchema.class, schemas.compileArguments(schema, refuseUnknown));
            for (JsonNode call : tool.get("calls")) {
                if (compiled.judge(call) instanceof Verdict.Deny denial) {
                    refused.add(tool.get("name") + " " + call + " " + denial);
                }
                if (classes.judge(call, rules) instanceof Verdict.Deny denial) {
                    refused.add(tool.get("name") + " " + call + " " + denial);
                }
            }
        }
        return refused;
    }
}
