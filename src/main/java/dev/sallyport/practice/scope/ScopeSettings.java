package dev.sallyport.practice.scope;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which scopes the tokens of callers need. */
public record ScopeSettings(
        @Doc("Whether a missing scope refuses (enforce), or what would have been refused is only recorded (observe).")
        Mode mode,

        @Doc("Which scopes tokens of issuers need, for what. All rules that are about something have to be met.")
        List<ScopeRule> rules,

        @Doc(value = "The scopes that are granted along with another, by its name.", keys = ScopeRule.SCOPE)
        Map<String, List<String>> implies,

        @Doc("Whether lists show what a token could be granted (`grantable`), or only what it was (`granted`).")
        Listing listing) {
    /** No scope is needed. */
    public static final ScopeSettings DEFAULT = new ScopeSettings(Mode.ENFORCE, List.of(), Map.of(), Listing.GRANTABLE);

    /** The most rules, each of which may be about a call. */
    private static final int RULES_MAX = 1_000;

    public ScopeSettings {
        rules = List.copyOf(rules);
        if (rules.size() > RULES_MAX) {
            throw new IllegalArgumentException("rules must be " + RULES_MAX + " at the most");
        }
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        implies.forEach((scope, others) -> ordered.put(scope, List.copyOf(others)));
        implies = Collections.unmodifiableMap(ordered);
        implies.forEach((scope, others) -> {
            ScopeRule.checkScopes("implies", List.of(scope));
            ScopeRule.checkScopes("implies", others);
        });
        for (String scope : implies.keySet()) {
            if (implied(implies, scope).contains(scope)) {
                throw new IllegalArgumentException(
                        "implies must not lead back to where it begins, as from `" + scope + "`");
            }
        }
    }

    /** The same without rules about servers that are named, where the servers are others. */
    public ScopeSettings withoutServers() {
        List<ScopeRule> kept =
                rules.stream().flatMap(rule -> rule.withoutServers().stream()).toList();
        return new ScopeSettings(mode, kept, implies, listing);
    }

    /** The servers that rules name. */
    public Set<String> servers() {
        Set<String> named = new LinkedHashSet<>();
        rules.forEach(rule -> rule.resources().forEach(pattern -> named.add(pattern.server())));
        named.remove("*");
        return named;
    }

    /** All that is granted along with {@code scope}; with {@code scope} itself where that leads in a circle. */
    static Set<String> implied(Map<String, List<String>> implies, String scope) {
        Set<String> all = new LinkedHashSet<>();
        List<String> next = new ArrayList<>(implies.getOrDefault(scope, List.of()));
        while (!next.isEmpty()) {
            String one = next.removeLast();
            if (all.add(one)) {
                next.addAll(implies.getOrDefault(one, List.of()));
            }
        }
        return all;
    }
}
