package dev.sallyport.practice.audit.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entries of every kind as OCSF events: {@code NAME.json} becomes {@code NAME.ocsf}. With {@code -Dgolden.write=true} the expectations are
 * written anew. What the schema demands is taken from OCSF 1.9.0.
 */
final class OcsfGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/ocsf");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Kinds of entries that are no outcome of an exchange. */
    private static final Set<String> OTHERS = Set.of(
            "opened",
            "intended",
            "denied-more",
            "refusals-unrecorded",
            "session-ended",
            "approval-asked",
            "approval-agreed",
            "approval-given",
            "approval-denied",
            "approval-used",
            "approval-given-back",
            "approval-expired",
            "definition-changed",
            "definition-accepted",
            "signal",
            "signals-lifted",
            "signals-more",
            "segment",
            "torn-tail-cut",
            "writable-again",
            "damaged",
            "checkpoint",
            "not-sent");

    /** What every event must have. */
    private static final List<String> BASE = List.of(
            "/activity_id",
            "/category_uid",
            "/class_uid",
            "/type_uid",
            "/severity_id",
            "/time",
            "/metadata/version",
            "/metadata/product/name");

    /** What a class demands besides, and one of what it demands: a list with spaces between. */
    private static final Map<Integer, List<String>> REQUIRED = Map.of(
            0, List.of(),
            1008, List.of("/log_name /log_type_id"),
            3002, List.of("/user/uid", "/service/name /dst_endpoint"),
            6003, List.of("/actor/user/uid", "/api/operation", "/src_endpoint/ip /src_endpoint/name"));

    private static final Map<Integer, Set<Integer>> ACTIVITIES = Map.of(
            0, Set.of(0, 99),
            1008, Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99),
            3002, Set.of(0, 1, 2, 3, 4, 5, 6, 7, 99),
            6003, Set.of(0, 1, 2, 3, 4, 99));

    /** Attributes of these classes, of the base event and of the profiles that are used. */
    private static final Set<String> KNOWN = Set.of(
            "activity_id",
            "activity_name",
            "category_uid",
            "class_uid",
            "type_uid",
            "severity_id",
            "time",
            "metadata",
            "unmapped",
            "raw_data_hash",
            "status_id",
            "status",
            "status_code",
            "status_detail",
            "count",
            "actor",
            "api",
            "src_endpoint",
            "dst_endpoint",
            "resources",
            "action_id",
            "disposition_id",
            "policy",
            "trace",
            "user",
            "session",
            "service",
            "log_name",
            "log_type_id");

    private static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static ObjectNode entry(Path file) throws IOException {
        return (ObjectNode) JSON.readTree(Files.readString(file));
    }

    private static ObjectNode event(Path file) throws IOException {
        return OcsfEvent.of(
                entry(file), new OcsfEvent.Source("sallyport/0011223344556677/gateway-1", "0.1.0", "00ff".repeat(16)));
    }

    @Test
    void everyCaseIsWhatItWas() throws IOException {
        for (Path file : cases()) {
            String made = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event(file)) + "\n";
            Path expected = Path.of(file.toString().replace(".json", ".ocsf"));
            if (Boolean.getBoolean("golden.write")) {
                Files.writeString(expected, made);
            }
            assertEquals(Files.readString(expected), made, file.toString());
        }
    }

    @Test
    void everyKindOfEntryHasACase() throws IOException {
        Set<String> kinds = new TreeSet<>(OTHERS);
        Arrays.stream(Outcome.values()).map(Outcome::text).forEach(kinds::add);
        Set<String> seen = new TreeSet<>();
        for (Path file : cases()) {
            seen.add(entry(file).path("event").asString());
        }
        kinds.removeAll(seen);
        assertEquals(Set.of(), kinds);
    }

    /** An event that is written anywhere and that nobody thought of here. */
    @Test
    void noKindIsForgotten() throws IOException {
        Set<String> known = new TreeSet<>(OTHERS);
        Arrays.stream(Outcome.values()).map(Outcome::text).forEach(known::add);
        var written = java.util.regex.Pattern.compile(
                "put\\(\"event\", \"([a-z-]+)\"\\)|(?:record|step|note|told|own)\\([^\"]{0,40}\"((?:approval|definition|torn|writable)-[a-z-]+)\"");
        Set<String> unknown = new TreeSet<>();
        int count = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                var matcher = written.matcher(Files.readString(file));
                while (matcher.find()) {
                    count++;
                    unknown.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                }
            }
        }
        assertTrue(count > 10, "the kinds were found: " + count);
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyEventHasWhatTheSchemaDemandsAndNothingElse() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : cases()) {
            ObjectNode event = event(file);
            int id = event.path("class_uid").asInt();
            List<String> demanded = new ArrayList<>(BASE);
            demanded.addAll(REQUIRED.getOrDefault(id, List.of("/no-such-class")));
            for (String one : demanded) {
                if (Arrays.stream(one.split(" ")).allMatch(at -> event.at(at).isMissingNode())) {
                    faults.add(file + ": no " + one);
                }
            }
            for (String name : event.propertyNames()) {
                if (!KNOWN.contains(name)) {
                    faults.add(file + ": " + name);
                }
            }
            int activity = event.path("activity_id").asInt();
            if (!ACTIVITIES.getOrDefault(id, Set.of()).contains(activity)
                    || event.path("type_uid").asInt() != id * 100 + activity
                    || event.path("category_uid").asInt() != (id == 0 ? 0 : id / 1000)
                    || (activity == 99
                            && event.path("activity_name").asString("").isEmpty())
                    || (event.path("status_id").asInt() == 99
                            && event.path("status").asString("").isEmpty())) {
                faults.add(file + ": activity");
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void nothingOfAnEntryIsLost() throws IOException {
        for (Path file : cases()) {
            String event = event(file).toString();
            ObjectNode entry = entry(file);
            entry.remove(List.of("crc", "time"));
            for (JsonNode value : leaves(entry).toList()) {
                String text = value.isString() ? value.asString() : value.toString();
                String written = JSON.writeValueAsString(text);
                assertTrue(event.contains(written.substring(1, written.length() - 1)), file + ": " + text);
            }
        }
    }

    private static Stream<JsonNode> leaves(JsonNode node) {
        return node.isContainer() ? node.valueStream().flatMap(OcsfGoldenTest::leaves) : Stream.of(node);
    }

    @Test
    void anEventThatCarriesTheHashOfItsLineSaysSo() throws IOException {
        ObjectNode event = OcsfEvent.of(entry(cases().getFirst()), new OcsfEvent.Source("l", "v", ""));
        assertFalse(event.has("raw_data_hash"));
        assertEquals(
                "00ff".repeat(16),
                event(cases().getFirst()).path("raw_data_hash").path("value").asString(""));
    }
}
