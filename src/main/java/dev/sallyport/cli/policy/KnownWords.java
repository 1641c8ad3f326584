package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.RoleSettings;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.SettingsSchema.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What policies and test tables can name of known servers, as schemas for editors. Source: JSON Schema 2020-12. */
final class KnownWords {
    private static final String REFERENCE = "\\$\\{";
    private static final int ARGUMENTS_MAX = 500;

    private final Collection<String> servers;
    private final Map<String, Inventory> inventories;
    private final AccessSettings access;

    /** The words of {@code servers}, by what is known of each, and of the roles and statements of {@code access}. */
    KnownWords(Collection<String> servers, Map<String, Inventory> inventories, AccessSettings access) {
        this.servers = servers;
        this.inventories = inventories;
        this.access = access;
    }

    /** By the key where a text stands, what it may be. */
    Map<Word, ObjectNode> schemas() {
        ObjectNode resource = resource();
        ObjectNode condition = text();
        arguments().forEach(condition.withArray("examples")::add);
        return Map.ofEntries(
                Map.entry(new Word(StatementSettings.class, "resource"), resource),
                Map.entry(new Word(StatementSettings.class, "principal"), principal(true)),
                Map.entry(new Word(StatementSettings.class, "action"), orAny(actions())),
                Map.entry(new Word(StatementSettings.class, "when"), condition),
                Map.entry(new Word(StatementSettings.class, "unless"), condition),
                Map.entry(new Word(RoleSettings.class, "members"), principal(false)),
                Map.entry(new Word(RoleSettings.class, "may"), resource),
                Map.entry(new Word(RoleSettings.class, "hold"), resource),
                // a table may well ask about what is not there
                Map.entry(new Word(PolicyCase.class, "call"), orAny(names())),
                Map.entry(new Word(PolicyCase.class, "as"), principal(true)),
                Map.entry(new Word(PolicyCase.class, "by"), orAny(ids())),
                Map.entry(new Word(PolicyCase.class, "method"), orAny(actions())));
    }

    /** A name that a server has, or what may be one: with a star, of a template, or of a server that nobody could ask. */
    private ObjectNode resource() {
        Set<String> known = new LinkedHashSet<>(List.of("*"));
        known.addAll(new TreeSet<>(servers));
        known.addAll(names());
        ObjectNode either = choice(known);
        pattern(either, "^\\*/|^[a-z0-9-]+/.*\\*|" + REFERENCE);
        for (String server : new TreeSet<>(servers)) {
            if (!(inventories.get(server) instanceof Inventory.Known inventory)) {
                pattern(either, "^" + server + "/");
            } else if (!inventory.definitions(Kind.TEMPLATE).isEmpty()) {
                pattern(either, "^" + server + "/[^/:]+:");
            }
        }
        return either;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        inventories.forEach((server, inventory) -> {
            if (inventory instanceof Inventory.Known known) {
                for (Kind kind : Kind.values()) {
                    known.definitions(kind).forEach(definition -> names.add(server + "/" + definition.name()));
                }
            }
        });
        return names;
    }

    /** The arguments of all tools as conditions name them. */
    private Set<String> arguments() {
        Set<String> arguments = new TreeSet<>();
        for (Inventory inventory : inventories.values()) {
            if (inventory instanceof Inventory.Known known) {
                for (Definition tool : known.definitions(Kind.TOOL)) {
                    tool.member("inputSchema").path("properties").propertyNames().stream()
                            .limit(ARGUMENTS_MAX)
                            .map(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*")
                                    ? "arguments." + name
                                    : "arguments[\""
                                            + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]")
                            .forEach(arguments::add);
                }
            }
        }
        return new LinkedHashSet<>(arguments.stream().limit(ARGUMENTS_MAX).toList());
    }

    private ObjectNode principal(boolean roles) {
        List<String> known = new ArrayList<>(List.of("*", "local", "anonymous"));
        if (roles) {
            access.roles().keySet().forEach(role -> known.add("role:" + role));
        }
        List<String> kinds = PrincipalPattern.KINDS.stream()
                .filter(kind -> !kind.equals("role"))
                .toList();
        ObjectNode either = choice(known);
        pattern(either, "^(?:" + String.join("|", kinds) + "):.|" + REFERENCE);
        return either;
    }

    private static List<String> actions() {
        List<String> actions = new ArrayList<>(StatementSettings.ACTIONS);
        actions.add("*");
        return actions;
    }

    private List<String> ids() {
        return AccessRules.of(access).policy().statements().stream()
                .map(statement -> statement.id())
                .toList();
    }

    private static ObjectNode choice(Collection<String> known) {
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        ArrayNode names = either.putArray("anyOf").addObject().putArray("enum");
        known.forEach(names::add);
        return either;
    }

    private static ObjectNode orAny(Collection<String> known) {
        if (known.isEmpty()) {
            return text();
        }
        ObjectNode either = choice(known);
        either.withArray("anyOf").add(text());
        return either;
    }

    private static void pattern(ObjectNode either, String pattern) {
        either.withArray("anyOf").add(text().put("pattern", pattern));
    }

    private static ObjectNode text() {
        return JsonNodeFactory.instance.objectNode().put("type", "string");
    }
}
