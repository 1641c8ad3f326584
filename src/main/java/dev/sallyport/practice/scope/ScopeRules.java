package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.use.UriForm;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.protocol.McpMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The rules in force, by server and name. All that are about something have to be met. Of a server that a rule names, what no rule is
 * about is granted by no scope. Immutable; a judgement allocates nothing.
 */
public final class ScopeRules {
    private static final String ANY = "*";

    private final Shelf everywhere;
    private final Map<String, Shelf> servers = new HashMap<>();

    private ScopeRules(ScopeSettings settings, UnaryOperator<Shelf.Rule> as) {
        Map<String, List<Shelf.Rule>> places = new HashMap<>();
        for (ScopeRule rule : settings.rules()) {
            List<Need> needs = rule.scopes().stream()
                    .distinct()
                    .map(scope -> new Need(scope, granting(settings.implies(), scope)))
                    .toList();
            Set<String> actions = rule.action().contains(ANY) ? Set.of() : Set.copyOf(rule.action());
            for (ResourcePattern resource : new LinkedHashSet<>(rule.resources())) {
                places.computeIfAbsent(resource.server(), _ -> new ArrayList<>())
                        .add(as.apply(new Shelf.Rule(resource, actions, rule.tools(), needs)));
            }
        }
        List<Shelf.Rule> anywhere = places.remove(ANY);
        everywhere = anywhere == null ? Shelf.EMPTY : new Shelf(anywhere);
        places.forEach((server, rules) -> servers.put(server, new Shelf(rules)));
    }

    /** The rules for tokens. */
    public static ScopeRules of(ScopeSettings settings) {
        return new ScopeRules(settings, rule -> rule);
    }

    /** The rules for whoever is let in without a token: what every token needs is no bar to them. */
    static ScopeRules withoutToken(ScopeSettings settings) {
        return new ScopeRules(
                settings,
                rule -> rule.isWhole() && rule.resource().equals(ResourcePattern.ALL) ? rule.withoutNeeds() : rule);
    }

    private static List<String> granting(Map<String, List<String>> implies, String scope) {
        Set<String> granting = new LinkedHashSet<>(Set.of(scope));
        for (String other : implies.keySet()) {
            if (ScopeSettings.implied(implies, other).contains(scope)) {
                granting.add(other);
            }
        }
        return List.copyOf(granting);
    }

    /** Whether {@code granted} suffices to do {@code action} with {@code name} of {@code server}; of a resource, however it is spelled. */
    Standing standing(Set<String> granted, String action, String server, String name, Definition definition) {
        Standing spelled = spelled(granted, action, server, name, definition);
        String plain = plain(action, name);
        return plain.equals(name) ? spelled : spelled.and(spelled(granted, action, server, plain, definition));
    }

    private static String plain(String action, String name) {
        return action.equals(McpMethod.RESOURCES_READ) ? UriForm.plain(name) : name;
    }

    private Standing spelled(Set<String> granted, String action, String server, String name, Definition definition) {
        Standing anywhere = everywhere.standing(granted, action, name, definition);
        Shelf own = servers.get(server);
        if (own == null) {
            return anywhere == Standing.UNNAMED ? Standing.GRANTED : anywhere;
        }
        return anywhere.and(own.standing(granted, action, name, definition));
    }

    /** True where {@code granted} suffices for what all of {@code route}, a server or several, needs. */
    boolean opens(Set<String> granted, String route) {
        Shelf own = servers.get(route);
        return Need.areMet(everywhere.whole(), granted) && (own == null || Need.areMet(own.whole(), granted));
    }

    /** What all of {@code route}, a server or several, needs, without what comes along with another. */
    public Collection<String> of(String route) {
        return names(needs(route), _ -> true);
    }

    /** What all of {@code route} needs and {@code granted} has not. */
    Collection<String> missing(Set<String> granted, String route) {
        return names(needs(route), need -> !need.isMet(granted));
    }

    private Set<Need> needs(String route) {
        Set<Need> needs = new HashSet<>(everywhere.whole());
        needs.addAll(servers.getOrDefault(route, Shelf.EMPTY).whole());
        return needs;
    }

    /** What is said of doing {@code action} with {@code name} of {@code server}, with a token that was granted {@code granted}. */
    public Sufficiency explain(Set<String> granted, String action, String server, String name, Definition definition) {
        Set<Need> needs = needs(action, server, name, definition);
        return new Sufficiency(
                standing(granted, action, server, name, definition) != Standing.UNNAMED,
                names(needs, _ -> true),
                names(needs, need -> !need.isMet(granted)));
    }

    /** What it takes to do {@code action} with {@code name} of {@code server}. */
    Set<Need> needs(String action, String server, String name, Definition definition) {
        Set<Need> needs = new HashSet<>();
        for (String spelled : Set.copyOf(List.of(name, plain(action, name)))) {
            everywhere.collect(action, spelled, definition, needs);
            servers.getOrDefault(server, Shelf.EMPTY).collect(action, spelled, definition, needs);
        }
        return needs;
    }

    /** The names of those of {@code needs} that {@code wanted} takes, without what comes along with another of them. */
    static Collection<String> names(Set<Need> needs, Predicate<Need> wanted) {
        List<Need> chosen = needs.stream().filter(wanted).toList();
        Collection<String> names = new TreeSet<>();
        for (Need need : chosen) {
            if (chosen.stream().noneMatch(need::comesWith)) {
                names.add(need.scope());
            }
        }
        return names;
    }
}
