package dev.sallyport.practice.audit.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of members is that of all entries: of every kind, of the page that explains them, and of the code that writes them. */
final class EntryMembersTest {
    private static final Path MAIN = Path.of("src/main/java/dev/sallyport");
    /** Where members of entries are named in the code; each is a file or a folder. */
    private static final List<String> WRITERS = List.of(
            "practice/audit/ArgumentFacts.java",
            "practice/audit/AuditEntries.java",
            "practice/audit/EntryBytes.java",
            "practice/audit/JudgedFacts.java",
            "practice/audit/Keeping.java",
            "practice/audit/KeptArguments.java",
            "practice/audit/Owed.java",
            "practice/audit/ShownNames.java",
            "practice/audit/Strangers.java",
            "observe/ship/Pieces.java",
            "ledger/Ledger.java",
            "ledger/SegmentHead.java",
            "ledger/EntryLine.java");
    /** A name as it is given to a builder of JSON, or written by hand. */
    private static final Pattern WRITTEN =
            Pattern.compile("(?:put|set|array|object)\\(\"([a-z_0-9]+)\"|\\\\\"([a-z_]+)\\\\\":");
    /** Where the facts of steps are named; all that make a step are among these. */
    private static final List<String> STEPPERS = List.of(
            "ApprovalDesk.java",
            "cli/Reloading.java",
            "cli/gateway/Trail.java",
            "practice/access/approval/Approvals.java",
            "practice/audit/signal/Signals.java");
    /** Where facts are named for another that makes the step. */
    private static final List<String> NAMERS = List.of("cli/SettingsSource.java");
    /** A fact of a step. */
    private static final Pattern FACT = Pattern.compile(
            "facts\\.put\\(\\s*\"([a-z_]+)\"|Map\\.of\\(\\s*\"([a-z_]+)\"|\"([a-z]+)\", (?:by|where|choice|\"policy\")\\b");
    /** What stands below a claim that is long. */
    private static final Set<String> BELOW_CLAIMS = Set.of("sha256");

    @Test
    void everyKindOfEntryHasOnlyThese() throws IOException {
        Set<String> unknown = new TreeSet<>();
        int kinds = 0;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/ocsf"))) {
            for (Path file : files.filter(
                            each -> each.toString().endsWith(".json") && !each.endsWith("unheard-of.json"))
                    .toList()) {
                kinds++;
                collect(JsonMapper.shared().readTree(Files.readString(file)), "", unknown);
            }
        }
        assertTrue(kinds > 30, "kinds of entries");
        unknown.removeIf(EntryMembers::has);
        assertEquals(Set.of(), unknown);
    }

    private static void collect(JsonNode node, String path, Set<String> names) {
        if (node.isArray()) {
            node.forEach(item -> collect(item, path, names));
        }
        node.properties().forEach(member -> {
            String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            names.add(name);
            collect(member.getValue(), name, names);
        });
    }

    @Test
    void theCodeWritesOnlyThese() throws IOException {
        Set<String> known = new TreeSet<>(BELOW_CLAIMS);
        EntryMembers.all().forEach(name -> known.add(name.substring(name.lastIndexOf('.') + 1)));
        Set<String> written = new TreeSet<>();
        for (String file : WRITERS) {
            written.addAll(names(WRITTEN, MAIN.resolve(file)));
        }
        for (String file : Stream.concat(STEPPERS.stream(), NAMERS.stream()).toList()) {
            written.addAll(names(FACT, MAIN.resolve(file)));
        }
        assertTrue(
                written.containsAll(Set.of(
                        "took_us",
                        "peaks",
                        "root",
                        "definition",
                        "for",
                        "given",
                        "explained",
                        "program",
                        "policy_version")),
                written::toString);
        written.removeAll(known);
        assertEquals(Set.of(), written);
    }

    private static Set<String> names(Pattern pattern, Path file) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher names = pattern.matcher(Files.readString(file));
        while (names.find()) {
            for (int group = 1; group <= names.groupCount(); group++) {
                Optional.ofNullable(names.group(group)).ifPresent(found::add);
            }
        }
        return found;
    }

    @Test
    void allThatMakeAStepAreLookedAt() throws IOException {
        Set<String> makers = new TreeSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains("new Recorder.Step(")) {
                    makers.add(MAIN.relativize(file).toString());
                }
            }
        }
        assertEquals(new TreeSet<>(STEPPERS), makers);
    }

    @Test
    void thePageExplainsOnlyThese() throws IOException {
        List<String> rows = Files.readString(Path.of("docs/practices/audit.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("| member "))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .toList();
        Set<String> explained = new TreeSet<>();
        for (String row : rows) {
            Matcher names = Pattern.compile("`([a-z_]+)`").matcher(row.split("\\|", -1)[1]);
            while (names.find()) {
                explained.add(names.group(1));
            }
        }
        assertTrue(explained.size() > 30, explained::toString);
        explained.removeIf(EntryMembers::has);
        assertEquals(Set.of(), explained);
    }

    @Test
    void whatOthersNameBelowAMemberIsAllowed() {
        for (String name :
                List.of("policy.claims.email", "risk.signals", "arguments.sealed.value", "arguments.kept.value")) {
            assertTrue(EntryMembers.has(name), name);
        }
        for (String name :
                List.of("principel", "claims", "policy.claim", "policyclaims.x", "peer.address", "arguments.keep")) {
            assertFalse(EntryMembers.has(name), name);
        }
        assertEquals("did you mean `principal`?", EntryMembers.suggestion("principel"));
        assertEquals("did you mean `policy.claims`?", EntryMembers.suggestion("claims"));
        assertEquals("did you mean `policy.claims`?", EntryMembers.suggestion("policy.claim"));
        assertEquals("", EntryMembers.suggestion("nothing_of_the_kind"));
    }
}
