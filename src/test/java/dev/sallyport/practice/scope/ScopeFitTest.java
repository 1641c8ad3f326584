package dev.sallyport.practice.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** Rules of scopes that are about nothing, and those that take the same of tools that change things and tools that read. */
final class ScopeFitTest {
    private static final String READ = "{'name':'read','annotations':{'readOnlyHint':true}}";
    private static final String WRITE = "{'name':'write'}";

    private static List<String> misfits(List<ScopeRule> rules, Map<Kind, String> items) {
        ScopeSettings settings =
                new ScopeSettings(ScopeSettings.DEFAULT.mode(), rules, Map.of(), ScopeSettings.DEFAULT.listing());
        Map<Kind, Inventory.Items> read = new java.util.EnumMap<>(Kind.class);
        items.forEach((kind, json) -> read.put(
                kind, Inventory.Items.read(kind, JsonMapper.shared().readTree("[" + json.replace('\'', '"') + "]"))));
        Inventory up = new Inventory.Known(read, JsonNodeFactory.instance.objectNode(), "", MissingNode.getInstance());
        return new ScopeFit(settings, Map.of("up", up, "silent", Inventory.NEVER_ASKED)).misfits();
    }

    private static ScopeRule rule(String scope, String resource, String action, Tools tools) {
        return new ScopeRule(List.of(scope), List.of(resource), List.of(action), tools);
    }

    @Test
    void aRuleAboutNothingIsNamed() {
        Map<Kind, String> items =
                Map.of(Kind.TOOL, READ, Kind.PROMPT, "{'name':'sum'}", Kind.RESOURCE, "{'uri':'file:///a'}");
        List<ScopeRule> rules = List.of(
                rule("a", "up/rea*", "*", Tools.ANY),
                rule("b", "up/wri*", "*", Tools.ANY),
                rule("c", "up/read", "tools/call", Tools.CHANGING),
                rule("d", "up/sum", "prompts/get", Tools.ANY),
                rule("e", "up/sum", "tools/call", Tools.ANY),
                rule("f", "up/file:///*", "*", Tools.ANY),
                rule("g", "silent/any", "*", Tools.ANY),
                rule("h", "absent/any", "*", Tools.ANY),
                rule("i", "up/none", "tasks/list", Tools.ANY));
        assertEquals(
                List.of(
                        "scope.rules[1] is about `up/wri*`, and `up` lists nothing that it is about",
                        "scope.rules[2] is about `up/read`, and `up` lists nothing that it is about",
                        "scope.rules[4] is about `up/sum`, and `up` lists nothing that it is about"),
                misfits(rules, items));
        assertEquals(
                List.of(),
                misfits(
                        List.of(rule("a", "up/file:///b/c", "*", Tools.ANY)),
                        Map.of(Kind.TEMPLATE, "{'uriTemplate':'file:///{p}'}")));
    }

    @Test
    void whatChangesThingsForTheScopesOfReadingIsNamed() {
        Map<Kind, String> items = Map.of(Kind.TOOL, READ + "," + WRITE);
        List<ScopeRule> one = List.of(rule("all", "up", "*", Tools.ANY));
        assertEquals(
                List.of(
                        "`up/write` can change things, and takes the same scopes (all) as tools of this server that only read"),
                misfits(one, items));
        assertEquals(List.of(), misfits(List.of(), items));
        assertEquals(List.of(), misfits(List.of(one.getFirst(), rule("w", "up", "tools/call", Tools.CHANGING)), items));
        assertEquals(List.of(), misfits(one, Map.of(Kind.TOOL, WRITE)));
    }
}
