package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** JSONTestSuite and the list of naughty strings. */
class JsonReaderSuiteTest {
    private final JsonInvariants invariants = new JsonInvariants();

    @Test
    void everyFileOfTheSuiteIsReadAsDecided() throws IOException {
        Optional<Path> suite = Suites.find("json-test-suite");
        if (suite.isEmpty()) {
            return;
        }
        Map<String, String> decided = decisions();
        Map<String, String> wrong = new TreeMap<>();
        int met = 0;
        for (String folder : new String[] {"test_parsing", "test_transform"}) {
            for (Map.Entry<String, byte[]> file :
                    Suites.files(suite.get().resolve(folder)).entrySet()) {
                String outcome = outcome(file.getValue());
                String expected = decided.remove(file.getKey());
                if (expected == null ? !asTheSuiteSays(file.getKey(), outcome) : !outcome.equals(expected)) {
                    wrong.put(file.getKey(), outcome);
                }
                met++;
            }
        }
        assertEquals(Map.of(), wrong);
        assertEquals(Map.of(), decided, "decided but not met");
        assertTrue(met >= 340, "files met: " + met);
    }

    @Test
    void everyNaughtyStringComesBack() throws IOException {
        Optional<Path> list = Suites.find("naughty-strings/blns.json");
        if (list.isEmpty()) {
            return;
        }
        byte[] text = Files.readAllBytes(list.get());
        assertTrue(invariants.hold(text));
        JsonReader reader = new JsonReader();
        JsonWriter writer = new JsonWriter();
        JsonNode strings =
                assertInstanceOf(JsonRead.Value.class, reader.read(text)).root();
        assertTrue(strings.size() > 500, "strings met: " + strings.size());
        for (JsonNode string : strings.values()) {
            byte[] written = writer.write(string);
            assertEquals(
                    string,
                    assertInstanceOf(JsonRead.Value.class, reader.read(written)).root());
        }
    }

    /** The code of a refusal, or what is written of the value. */
    private String outcome(byte[] text) {
        invariants.hold(text);
        return switch (new JsonReader().read(text)) {
            case JsonRead.Broken broken -> broken.code();
            case JsonRead.Value value -> new String(new JsonWriter().write(value.root()), UTF_8);
        };
    }

    private static boolean asTheSuiteSays(String name, String outcome) {
        return name.startsWith("y_")
                ? !outcome.startsWith("json-")
                : name.startsWith("n_") && outcome.startsWith("json-");
    }

    /** File name to code or to what is written, where the suite leaves it to the parser or we differ from it. */
    private static Map<String, String> decisions() throws IOException {
        Map<String, String> decisions = new TreeMap<>();
        try (InputStream golden =
                Objects.requireNonNull(JsonReaderSuiteTest.class.getResourceAsStream("json-test-suite.golden"))) {
            for (String line : new String(golden.readAllBytes(), UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\\|", -1);
                    assertEquals(3, cells.length, "every decision has a reason: " + line);
                    decisions.put(cells[0].strip(), cells[1].strip());
                }
            }
        }
        return decisions;
    }
}
