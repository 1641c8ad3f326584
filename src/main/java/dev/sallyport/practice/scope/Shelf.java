package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.protocol.McpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is needed at one server, or at any: rules by the exact name that they are about, and those whose name has a star. */
final class Shelf {
    /** Nothing is needed. */
    static final Shelf EMPTY = new Shelf(List.of());

    private static final Rule[] NONE = {};

    private final Rule[] starred;
    private final Map<String, Rule[]> named = new HashMap<>();
    private final List<Need> whole = new ArrayList<>();

    /**
     * A rule at one of its places.
     *
     * @param actions what must be done; empty for anything
     */
    record Rule(ResourcePattern resource, Set<String> actions, Tools tools, List<Need> needs) {
        boolean isAbout(String action, String name, Definition definition) {
            return (actions.isEmpty() || actions.contains(action))
                    && (tools == Tools.ANY || (action.equals(McpMethod.TOOLS_CALL) && tools.include(definition)))
                    && resource.covers(resource.server(), name);
        }

        /** True where it is about all that is done with the server. */
        boolean isWhole() {
            return resource.name().equals("*") && actions.isEmpty() && tools == Tools.ANY;
        }

        /** The same where nothing is needed. */
        Rule withoutNeeds() {
            return new Rule(resource, actions, tools, List.of());
        }
    }

    Shelf(List<Rule> rules) {
        Map<String, List<Rule>> exact = new HashMap<>();
        List<Rule> others = new ArrayList<>();
        for (Rule rule : rules) {
            List<Rule> place = rule.resource().isExact()
                    ? exact.computeIfAbsent(rule.resource().name(), _ -> new ArrayList<>())
                    : others;
            place.add(rule);
            if (rule.isWhole()) {
                whole.addAll(rule.needs());
            }
        }
        exact.forEach((name, placed) -> named.put(name, placed.toArray(Rule[]::new)));
        starred = others.toArray(Rule[]::new);
    }

    /** What everything here needs. */
    List<Need> whole() {
        return whole;
    }

    /** Puts what the rules about this need into {@code needs}. */
    void collect(String action, String name, Definition definition, Set<Need> needs) {
        collect(starred, action, name, definition, needs);
        collect(named.getOrDefault(name, NONE), action, name, definition, needs);
    }

    private static void collect(Rule[] rules, String action, String name, Definition definition, Set<Need> needs) {
        for (Rule rule : rules) {
            if (rule.isAbout(action, name, definition)) {
                needs.addAll(rule.needs());
            }
        }
    }

    /** Whether {@code granted} is enough for all rules that are about this. */
    Standing standing(Set<String> granted, String action, String name, Definition definition) {
        Standing standing = standing(starred, granted, action, name, definition);
        return standing.and(standing(named.getOrDefault(name, NONE), granted, action, name, definition));
    }

    private static Standing standing(
            Rule[] rules, Set<String> granted, String action, String name, Definition definition) {
        Standing standing = Standing.UNNAMED;
        for (Rule rule : rules) {
            if (rule.isAbout(action, name, definition)) {
                if (!Need.areMet(rule.needs(), granted)) {
                    return Standing.MISSING;
                }
                standing = Standing.GRANTED;
            }
        }
        return standing;
    }
}
