package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements by whom they are about, then by server, then by name: a request looks up what can concern it and passes over all else.
 * Statements that name nobody, or no server, stand under {@code *}; those whose name has a star, under their server.
 */
final class Index {
    private static final String ANY = "*";
    private static final Rule[] NONE = {};

    private final Map<PrincipalPattern, Map<String, Shelf>> shelves;

    /**
     * A statement with the decisions that follow from it, made once.
     *
     * @param decision where it applies
     * @param failure where it cannot be evaluated
     */
    record Rule(Statement statement, Decision decision, Decision failure) {
        Rule(Statement statement) {
            this(statement, Decision.by(statement, false), Decision.by(statement, true));
        }
    }

    /** The rules of one server for one principal. */
    private static final class Shelf {
        final Rule[] starred;
        final Map<String, Rule[]> named;

        Shelf(Rule[] starred, Map<String, Rule[]> named) {
            this.starred = starred;
            this.named = named;
        }
    }

    /** Takes what concerns a request, one by one. */
    @FunctionalInterface
    interface Visitor {
        /** False where enough was seen. */
        boolean visit(Rule rule);
    }

    Index(List<Statement> statements) {
        Map<PrincipalPattern, Map<String, Draft>> drafts = new HashMap<>();
        for (Statement statement : statements) {
            Rule rule = new Rule(statement);
            for (PrincipalPattern principal : statement.principals()) {
                for (ResourcePattern resource : statement.resources()) {
                    drafts.computeIfAbsent(principal, _ -> new HashMap<>())
                            .computeIfAbsent(resource.server(), _ -> new Draft())
                            .add(resource, rule);
                }
            }
        }
        Map<PrincipalPattern, Map<String, Shelf>> made = new HashMap<>();
        drafts.forEach((principal, servers) -> {
            Map<String, Shelf> shelf = new HashMap<>();
            servers.forEach((server, draft) -> shelf.put(server, draft.shelf()));
            made.put(principal, shelf);
        });
        this.shelves = made;
    }

    /** Shows {@code visitor} every rule that may be about {@code request}, some perhaps twice, until it has seen enough. */
    void visit(Request request, Visitor visitor) {
        if (!visit(shelves.get(PrincipalPattern.ALL), request, visitor)) {
            return;
        }
        for (PrincipalPattern principal : request.principals()) {
            if (!visit(shelves.get(principal), request, visitor)) {
                return;
            }
        }
    }

    private static boolean visit(@Nullable Map<String, Shelf> servers, Request request, Visitor visitor) {
        return servers == null
                || (visit(servers.get(ANY), request, visitor)
                        && visit(servers.get(request.server()), request, visitor));
    }

    private static boolean visit(@Nullable Shelf shelf, Request request, Visitor visitor) {
        return shelf == null
                || (visit(shelf.starred, request, visitor)
                        && visit(shelf.named.getOrDefault(request.name(), NONE), request, visitor));
    }

    private static boolean visit(Rule[] rules, Request request, Visitor visitor) {
        for (Rule rule : rules) {
            if (rule.statement().isAbout(request) && !visitor.visit(rule)) {
                return false;
            }
        }
        return true;
    }

    /** A shelf that is being filled; a statement stands on it once for each place, however often it names it. */
    private static final class Draft {
        private final Set<Rule> starred = new LinkedHashSet<>();
        private final Map<String, Set<Rule>> named = new HashMap<>();

        void add(ResourcePattern resource, Rule rule) {
            (resource.isExact() ? named.computeIfAbsent(resource.name(), _ -> new LinkedHashSet<>()) : starred)
                    .add(rule);
        }

        Shelf shelf() {
            Map<String, Rule[]> arrays = new HashMap<>();
            named.forEach((name, rules) -> arrays.put(name, new ArrayList<>(rules).toArray(Rule[]::new)));
            return new Shelf(starred.toArray(Rule[]::new), arrays);
        }
    }
}
