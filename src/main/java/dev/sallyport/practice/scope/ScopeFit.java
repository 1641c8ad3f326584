package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.protocol.McpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether rules of scopes are about what servers have, and tell what changes things from what only reads. It decides nothing. */
public final class ScopeFit {
    private static final String ANY = "*";

    private final ScopeSettings settings;
    private final ScopeRules rules;
    private final Map<String, Inventory.Known> servers = new TreeMap<>();

    /** {@code settings} against what is known of the servers that are connected; of the others nothing is said. */
    public ScopeFit(ScopeSettings settings, Map<String, Inventory> known) {
        this.settings = settings;
        this.rules = ScopeRules.of(settings);
        known.forEach((name, inventory) -> {
            if (inventory instanceof Inventory.Known listed) {
                servers.put(name, listed);
            }
        });
    }

    /** What does not fit, a sentence each. */
    public List<String> misfits() {
        List<String> misfits = new ArrayList<>();
        for (int i = 0; i < settings.rules().size(); i++) {
            ScopeRule rule = settings.rules().get(i);
            for (ResourcePattern pattern : rule.resources()) {
                if (servers.containsKey(pattern.server()) && !isAboutSomething(rule, pattern)) {
                    misfits.add("scope.rules[" + i + "] is about `" + pattern + "`, and `" + pattern.server()
                            + "` lists nothing that it is about");
                }
            }
        }
        servers.forEach((name, listed) -> mixed(name, listed, misfits));
        return misfits;
    }

    private boolean isAboutSomething(ScopeRule rule, ResourcePattern pattern) {
        Inventory.Known listed = servers.get(pattern.server());
        if (listed == null || !isAbout(rule, McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET, McpMethod.RESOURCES_READ)) {
            return true;
        }
        boolean templates = !listed.definitions(Kind.TEMPLATE).isEmpty();
        if (rule.tools() == Tools.ANY) {
            if (isAbout(rule, McpMethod.RESOURCES_READ)
                    && (templates || isNamed(listed.definitions(Kind.RESOURCE), pattern))) {
                return true; // what a template stands for cannot be listed
            }
            if (isAbout(rule, McpMethod.PROMPTS_GET) && isNamed(listed.definitions(Kind.PROMPT), pattern)) {
                return true;
            }
        }
        return isAbout(rule, McpMethod.TOOLS_CALL)
                && isNamed(
                        listed.definitions(Kind.TOOL).stream()
                                .filter(rule.tools()::include)
                                .toList(),
                        pattern);
    }

    private static boolean isAbout(ScopeRule rule, String... actions) {
        return rule.action().contains(ANY) || List.of(actions).stream().anyMatch(rule.action()::contains);
    }

    private static boolean isNamed(List<Definition> definitions, ResourcePattern pattern) {
        return definitions.stream().anyMatch(definition -> pattern.covers(pattern.server(), definition.name()));
    }

    /** Tools that change things for the scopes with which others only read: whoever may read may change. */
    private void mixed(String server, Inventory.Known listed, List<String> misfits) {
        Map<Boolean, List<Definition>> tools = new TreeMap<>(Map.of(true, new ArrayList<>(), false, new ArrayList<>()));
        listed.definitions(Kind.TOOL)
                .forEach(tool -> tools.getOrDefault(Tools.READ_ONLY.include(tool), new ArrayList<>())
                        .add(tool));
        Set<Set<Need>> reading = new HashSet<>();
        tools.getOrDefault(true, List.of()).forEach(tool -> reading.add(needs(server, tool)));
        reading.remove(Set.<Need>of());
        tools.getOrDefault(false, List.of()).stream()
                .filter(tool -> reading.contains(needs(server, tool)))
                .forEach(tool -> misfits.add(
                        "`" + server + "/" + tool.name() + "` can change things, and takes the same scopes ("
                                + String.join(", ", ScopeRules.names(needs(server, tool), _ -> true))
                                + ") as tools of this server that only read"));
    }

    private Set<Need> needs(String server, Definition tool) {
        return rules.needs(McpMethod.TOOLS_CALL, server, tool.name(), tool);
    }
}
