package dev.sallyport.practice.access;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.SchemaCheck;
import dev.sallyport.protocol.McpMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the servers have what the statements name, and their tools take what the conditions ask for. */
public final class ServerFit {
    private static final String ANY = "*";

    private final Collection<String> servers;
    private final boolean whole;
    private final Map<String, Inventory> inventories;
    private final Map<Definition, SchemaCheck> checks = new HashMap<>();

    /**
     * Something that a statement says and no server fits.
     *
     * @param statement the statement
     * @param key the key of the statement where it stands, such as {@code resource[0]}
     * @param message a clause about the statement
     * @param suggestion what may have been meant; may be empty
     */
    public record Misfit(Statement statement, String key, String message, String suggestion) {
        /** All of it in one sentence. */
        public String text() {
            return "`" + statement.id() + "` " + message + (suggestion.isEmpty() ? "" : "; " + suggestion);
        }
    }

    /** The checks against {@code servers}, which are all there are, by what is known of each. */
    public ServerFit(Collection<String> servers, Map<String, Inventory> inventories) {
        this(servers, inventories, true);
    }

    /** The checks against servers that are connected; there may be others, of which nothing is said. */
    public static ServerFit ofConnected(Map<String, Inventory> inventories) {
        return new ServerFit(inventories.keySet(), inventories, false);
    }

    private ServerFit(Collection<String> servers, Map<String, Inventory> inventories, boolean whole) {
        this.servers = servers;
        this.whole = whole;
        this.inventories = inventories;
    }

    /** What does not fit in {@code statement}. */
    public List<Misfit> misfits(Statement statement) {
        List<Misfit> misfits = new ArrayList<>();
        for (int i = 0; i < statement.resources().size(); i++) {
            named(statement, statement.resources().get(i), "resource[" + i + "]")
                    .ifPresent(misfits::add);
        }
        condition(statement, "when", statement.when()).ifPresent(misfits::add);
        condition(statement, "unless", statement.unless()).ifPresent(misfits::add);
        return misfits;
    }

    private Optional<Misfit> named(Statement statement, ResourcePattern pattern, String key) {
        String server = pattern.server();
        if (!server.equals(ANY) && !servers.contains(server)) {
            return !whole
                    ? Optional.empty()
                    : Optional.of(new Misfit(
                            statement,
                            key,
                            "names the server `" + server + "`, which the settings do not have",
                            NearestName.suggestion(server, servers)));
        }
        boolean known = server.equals(ANY)
                ? servers.stream().allMatch(name -> inventory(name).isPresent())
                : inventory(server).isPresent();
        if (pattern.name().equals(ANY) || !known || isOfTemplates(pattern)) {
            return Optional.empty();
        }
        Set<String> names = new TreeSet<>();
        for (String name : servers) {
            if (server.equals(ANY) || server.equals(name)) {
                inventory(name).ifPresent(inventory -> names.addAll(names(inventory, statement)));
            }
        }
        if (names.isEmpty() && kinds(statement).isEmpty()) {
            return Optional.empty();
        }
        boolean found = names.stream().anyMatch(name -> pattern.covers(server, name));
        return found
                ? Optional.empty()
                : Optional.of(new Misfit(
                        statement,
                        key,
                        "names `" + pattern + "`, which "
                                + (server.equals(ANY) ? "no server has" : "the server does not have"),
                        NearestName.suggestion(pattern.name(), names)));
    }

    /** A resource need not be listed where its server has templates. */
    private boolean isOfTemplates(ResourcePattern pattern) {
        return pattern.name().indexOf(':') > 0
                && servers.stream()
                        .filter(name ->
                                pattern.server().equals(ANY) || pattern.server().equals(name))
                        .flatMap(name -> inventory(name).stream())
                        .anyMatch(inventory ->
                                !inventory.definitions(Kind.TEMPLATE).isEmpty());
    }

    private Optional<Inventory.Known> inventory(String server) {
        return inventories.get(server) instanceof Inventory.Known known ? Optional.of(known) : Optional.empty();
    }

    /** The kinds of things that the actions of a statement are done with. */
    private static List<Kind> kinds(Statement statement) {
        List<Kind> kinds = new ArrayList<>();
        if (statement.isAboutAction(McpMethod.TOOLS_CALL)) {
            kinds.add(Kind.TOOL);
        }
        if (statement.isAboutAction(McpMethod.PROMPTS_GET)) {
            kinds.add(Kind.PROMPT);
        }
        if (statement.isAboutAction(McpMethod.RESOURCES_READ)) {
            kinds.add(Kind.RESOURCE);
            kinds.add(Kind.TEMPLATE);
        }
        return kinds;
    }

    private static List<String> names(Inventory.Known inventory, Statement statement) {
        return kinds(statement).stream()
                .flatMap(kind -> inventory.definitions(kind).stream())
                .map(Definition::name)
                .toList();
    }

    /** A condition that fits one of the tools that it is about is sound: for the others it never holds. */
    private Optional<Misfit> condition(Statement statement, String key, Optional<Condition> condition) {
        if (condition.isEmpty() || !statement.isAboutAction(McpMethod.TOOLS_CALL)) {
            return Optional.empty();
        }
        Optional<Misfit> first = Optional.empty();
        for (String server : servers) {
            for (Definition tool : tools(server)) {
                if (statement.resources().stream().noneMatch(pattern -> pattern.covers(server, tool.name()))) {
                    continue;
                }
                Optional<SchemaCheck.Misfit> misfit = checks.computeIfAbsent(
                                tool, definition -> new SchemaCheck(definition.member("inputSchema")))
                        .check(condition.get());
                if (misfit.isEmpty()) {
                    return Optional.empty();
                }
                first = first.or(() -> Optional.of(new Misfit(
                        statement,
                        key,
                        "does not fit the tool `" + server + "/" + tool.name() + "`: it "
                                + misfit.get().message(),
                        misfit.get().suggestion())));
            }
        }
        return first;
    }

    private List<Definition> tools(String server) {
        return inventory(server).map(known -> known.definitions(Kind.TOOL)).orElse(List.of());
    }
}
