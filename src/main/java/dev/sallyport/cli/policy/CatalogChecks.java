package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.SchemaCheck;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.settings.binding.SettingsProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the servers have what the statements name, and their tools take what the conditions ask for. */
final class CatalogChecks {
    private static final String ANY = "*";

    private final Collection<String> servers;
    private final Map<String, Inventory> inventories;
    private final Map<Definition, SchemaCheck> checks = new HashMap<>();

    /** The checks against the servers of the settings, and what is known of each; of none where none was asked. */
    CatalogChecks(Collection<String> servers, Map<String, Inventory> inventories) {
        this.servers = servers;
        this.inventories = inventories;
    }

    /** What does not fit, in the order of the statements. */
    List<SettingsProblem> errors(List<Located> statements) {
        List<SettingsProblem> errors = new ArrayList<>();
        for (Located each : statements) {
            Statement statement = each.statement();
            for (int i = 0; i < statement.resources().size(); i++) {
                String key = each.path().contains(".roles.") ? "" : "resource[" + i + "]";
                errors.addAll(
                        named(each, statement.resources().get(i), key).stream().toList());
            }
            condition(each, "when", statement.when()).ifPresent(errors::add);
            condition(each, "unless", statement.unless()).ifPresent(errors::add);
        }
        return errors;
    }

    private Optional<SettingsProblem> named(Located each, ResourcePattern pattern, String key) {
        String server = pattern.server();
        if (!server.equals(ANY) && !servers.contains(server)) {
            return Optional.of(each.problem(
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
                inventory(name).ifPresent(inventory -> names.addAll(names(inventory, each.statement())));
            }
        }
        if (names.isEmpty() && kinds(each.statement()).isEmpty()) {
            return Optional.empty();
        }
        boolean found = names.stream().anyMatch(name -> pattern.covers(server, name));
        return found
                ? Optional.empty()
                : Optional.of(each.problem(
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
    private Optional<SettingsProblem> condition(Located each, String key, Optional<Condition> condition) {
        if (condition.isEmpty() || !each.statement().isAboutAction(McpMethod.TOOLS_CALL)) {
            return Optional.empty();
        }
        Optional<SettingsProblem> first = Optional.empty();
        for (String server : servers) {
            for (Definition tool : tools(server)) {
                if (each.statement().resources().stream().noneMatch(pattern -> pattern.covers(server, tool.name()))) {
                    continue;
                }
                Optional<SchemaCheck.Misfit> misfit = checks.computeIfAbsent(
                                tool, definition -> new SchemaCheck(definition.member("inputSchema")))
                        .check(condition.get());
                if (misfit.isEmpty()) {
                    return Optional.empty();
                }
                first = first.or(() -> Optional.of(each.problem(
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
