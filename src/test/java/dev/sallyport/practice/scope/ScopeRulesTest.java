package dev.sallyport.practice.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sallyport.catalog.Definition;
import dev.sallyport.practice.Mode;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What rules and hierarchy make of the scopes that a token has. */
final class ScopeRulesTest {
    private static final String CALL = "tools/call";
    private static final String READ = "resources/read";

    private static ScopeRule rule(String scopes, String resource) {
        return new ScopeRule(words(scopes), words(resource), List.of("*"), Tools.ANY);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static ScopeRules rules(Map<String, List<String>> implies, ScopeRule... rules) {
        return ScopeRules.of(settings(implies, rules));
    }

    private static ScopeSettings settings(Map<String, List<String>> implies, ScopeRule... rules) {
        return new ScopeSettings(Mode.ENFORCE, List.of(rules), implies, Listing.GRANTABLE);
    }

    private static Standing call(ScopeRules rules, String granted, String server, String tool) {
        return rules.standing(Set.copyOf(words(granted)), CALL, server, tool, Definition.NONE);
    }

    private static Collection<String> missing(ScopeRules rules, String granted, String server, String tool) {
        Set<String> has = Set.copyOf(words(granted));
        return ScopeRules.names(rules.needs(CALL, server, tool, Definition.NONE), need -> !need.isMet(has));
    }

    @Test
    void allRulesThatAreAboutSomethingHaveToBeMet() {
        ScopeRules rules =
                rules(Map.of(), rule("base", "*"), rule("w x", "files/write_*"), rule("one", "files/write_1"));
        assertEquals(Standing.GRANTED, call(rules, "base", "files", "read"));
        assertEquals(Standing.GRANTED, call(rules, "base", "other", "write_1"));
        assertEquals(Standing.MISSING, call(rules, "", "files", "read"));
        assertEquals(Standing.MISSING, call(rules, "base w", "files", "write_2"));
        assertEquals(Standing.GRANTED, call(rules, "base w x", "files", "write_2"));
        assertEquals(Standing.MISSING, call(rules, "base w x", "files", "write_1"));
        assertEquals(Standing.GRANTED, call(rules, "x one w base", "files", "write_1"));
        assertEquals("[one, x]", missing(rules, "base w", "files", "write_1").toString());
    }

    @Test
    void scopesAreComparedAsTheyAreSpelled() {
        ScopeRules rules = rules(Map.of(), rule("mcp:tools", "*"));
        for (String other : List.of("mcp:tools2", "mcp:tool", "MCP:tools", "mcp:*", "*", "mcp:tools,x", "mcp:tools/")) {
            assertEquals(Standing.MISSING, call(rules, other, "files", "read"), other);
        }
    }

    @Test
    void ofAServerThatIsNamedWhatNoRuleIsAboutIsGrantedByNothing() {
        ScopeRules rules = rules(Map.of(), rule("r", "files/read_*"), rule("q", "*/query"));
        assertEquals(Standing.GRANTED, call(rules, "r", "files", "read_1"));
        for (String name : List.of("write", "READ_1", "read", " read_1", "x/read_1", "")) {
            assertEquals(Standing.UNNAMED, call(rules, "r q", "files", name), name);
        }
        assertEquals(Standing.GRANTED, call(rules, "q", "files", "query"));
        assertEquals(Standing.GRANTED, call(rules, "", "other", "write"), "no rule names that server");
        assertEquals(Standing.MISSING, call(rules, "", "other", "query"));
    }

    @Test
    void aScopeGrantsWhatItImpliesAndNothingElse() {
        Map<String, List<String>> implies =
                Map.of("admin", List.of("write"), "write", List.of("read", "list"), "other", List.of());
        ScopeRules rules = rules(implies, rule("read", "files"), rule("write", "files/w"), rule("list", "files/w"));
        assertEquals(Standing.GRANTED, call(rules, "admin", "files", "w"), "through two");
        assertEquals(Standing.GRANTED, call(rules, "write", "files", "w"));
        assertEquals(Standing.MISSING, call(rules, "read list", "files", "w"), "not upwards");
        assertEquals(Standing.MISSING, call(rules, "other", "files", "x"));
        assertEquals("[write]", missing(rules, "", "files", "w").toString(), "read and list come with it");
        assertEquals("[write]", missing(rules, "read", "files", "w").toString());
        assertEquals("[read]", rules.of("files").toString());
    }

    @Test
    void aCircleIsRefused() {
        for (Map<String, List<String>> circle : List.of(
                Map.of("a", List.of("a")),
                Map.of("a", List.of("b"), "b", List.of("a")),
                Map.of("a", List.of("b"), "b", List.of("x", "c"), "c", List.of("a")))) {
            assertThrows(IllegalArgumentException.class, () -> settings(circle));
        }
        assertEquals(
                2,
                settings(Map.of("a", List.of("c"), "b", List.of("c"))).implies().size(),
                "a diamond is none");
    }

    @Test
    void rulesAreAboutWhatIsDone() {
        ScopeRules rules = rules(
                Map.of(),
                new ScopeRule(List.of("t"), List.of("files"), List.of(CALL), Tools.ANY),
                new ScopeRule(List.of("r"), List.of("files/file:///pub/*"), List.of(READ), Tools.ANY));
        assertEquals(Standing.GRANTED, call(rules, "t", "files", "x"));
        Set<String> both = Set.of("t", "r");
        assertEquals(Standing.GRANTED, rules.standing(both, READ, "files", "file:///pub/a", Definition.NONE));
        assertEquals(Standing.UNNAMED, rules.standing(both, READ, "files", "file:///x", Definition.NONE));
        assertEquals(Standing.UNNAMED, rules.standing(both, "prompts/get", "files", "x", Definition.NONE));
        assertEquals(Standing.UNNAMED, rules.standing(both, "own/method", "files", "", Definition.NONE));
        assertTrue(rules.of("files").isEmpty(), "not all of it needs one");
    }

    @Test
    void aToolOfWhichItsServerSaysNothingIsTakenForOneThatChanges() {
        ScopeRules rules = rules(
                Map.of(),
                new ScopeRule(List.of("r"), List.of("*"), List.of("*"), Tools.READ_ONLY),
                new ScopeRule(List.of("w"), List.of("*"), List.of(CALL), Tools.CHANGING));
        assertEquals(Standing.GRANTED, rules.standing(Set.of("r"), CALL, "s", "t", tool("{\"readOnlyHint\":true}")));
        for (String hints : List.of(
                "{}",
                "{\"readOnlyHint\":false}",
                "{\"readOnlyHint\":\"true\"}",
                "{\"readOnlyHint\":true,\"destructiveHint\":true}",
                "[]")) {
            assertEquals(Standing.MISSING, rules.standing(Set.of("r"), CALL, "s", "t", tool(hints)), hints);
            assertEquals(Standing.GRANTED, rules.standing(Set.of("w"), CALL, "s", "t", tool(hints)), hints);
        }
        assertEquals(Standing.MISSING, call(rules, "r", "s", "t"), "nothing is known of it");
        assertEquals(Standing.GRANTED, rules.standing(Set.of(), READ, "s", "x", Definition.NONE));
    }

    private static Definition tool(String hints) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("annotations", JsonMapper.builder().build().readTree(hints));
        return Definition.of("t", json);
    }

    @Test
    void whoHasNoTokenIsAskedForAllButWhatEveryTokenNeeds() {
        ScopeSettings settings = settings(Map.of(), rule("base", "*"), rule("a", "files/a"), rule("q", "*/q"));
        ScopeRules rules = ScopeRules.withoutToken(settings);
        assertTrue(rules.opens(Set.of(), "files"));
        assertEquals(Standing.MISSING, call(rules, "", "files", "a"));
        assertEquals(Standing.MISSING, call(rules, "", "other", "q"));
        assertEquals(Standing.GRANTED, call(rules, "", "files", "b"), "it is named by the rule for all");
        assertFalse(ScopeRules.of(settings).opens(Set.of(), "files"));
    }

    @Test
    void rulesAboutOtherServersAreDroppedWithThem() {
        ScopeSettings kept = settings(Map.of(), rule("a", "files"), rule("b", "* files/x */y"), rule("c", "*"))
                .withoutServers();
        assertEquals(
                List.of(List.of("*", "*/y"), List.of("*")),
                kept.rules().stream().map(ScopeRule::resource).toList());
        assertTrue(kept.servers().isEmpty());
    }

    @Test
    void aJudgementThatPassesAllocatesNothing() {
        ScopeRules rules = rules(
                Map.of("admin", List.of("base", "w")),
                rule("base", "*"),
                rule("w", "files/write_*"),
                rule("w", "files/read"),
                rule("w", "files/file:///srv/*"));
        Set<String> granted = Set.of("admin");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long most = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                passes(rules, granted);
            }
            most = Math.min(most, (threads.getCurrentThreadAllocatedBytes() - before) / 20_000);
        }
        assertEquals(0, most);
    }

    private static void passes(ScopeRules rules, Set<String> granted) {
        boolean passes = rules.opens(granted, "files")
                && rules.standing(granted, CALL, "files", "write_1", Definition.NONE) == Standing.GRANTED
                && rules.standing(granted, READ, "files", "file:///srv/a", Definition.NONE) == Standing.GRANTED
                && rules.standing(granted, CALL, "other", "x", Definition.NONE) == Standing.GRANTED;
        if (!passes) {
            throw new AssertionError("refused");
        }
    }

    /** The index against the sentence: all rules that are about it are met. */
    @Test
    void theIndexSaysWhatTheRulesSay() {
        Random random = new Random(13);
        List<String> resources = List.of("*", "a", "b", "a/x", "a/x*", "b/*y", "*/xy", "*/x*");
        List<String> names = List.of("x", "xy", "y", "", "x/y");
        List<String> scopes = List.of("p", "q", "r");
        for (int i = 0; i < 3_000; i++) {
            List<ScopeRule> drawn = new ArrayList<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                drawn.add(rule(draw(random, scopes), draw(random, resources)));
            }
            ScopeRules rules = rules(Map.of(), drawn.toArray(ScopeRule[]::new));
            Set<String> granted = new HashSet<>(words(random.nextInt(3) == 0 ? "" : draw(random, scopes)));
            String server = random.nextBoolean() ? "a" : "b";
            String name = names.get(random.nextInt(names.size()));
            assertEquals(
                    expected(drawn, granted, server, name),
                    rules.standing(granted, CALL, server, name, Definition.NONE),
                    () -> drawn + " " + granted + " " + server + "/" + name);
        }
    }

    private static String draw(Random random, List<String> from) {
        return from.get(random.nextInt(from.size())) + " " + from.get(random.nextInt(from.size()));
    }

    private static Standing expected(List<ScopeRule> rules, Set<String> granted, String server, String name) {
        List<ScopeRule> about = rules.stream()
                .filter(rule -> rule.resources().stream().anyMatch(pattern -> pattern.covers(server, name)))
                .toList();
        if (!about.stream().allMatch(rule -> granted.containsAll(rule.scopes()))) {
            return Standing.MISSING;
        }
        boolean named = rules.stream().anyMatch(rule -> rule.resources().stream()
                .anyMatch(pattern -> pattern.server().equals(server)));
        return about.isEmpty() && named ? Standing.UNNAMED : Standing.GRANTED;
    }
}
