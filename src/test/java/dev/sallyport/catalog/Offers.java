package dev.sallyport.catalog;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What servers of tests offer. */
final class Offers {

    private Offers() {}

    static Inventory.Known tools(String... names) {
        return of(Kind.TOOL, names);
    }

    static Inventory.Known of(Kind kind, String... names) {
        return known(Map.of(kind, Arrays.asList(names)), "{}", "");
    }

    static Inventory.Known known(Map<Kind, List<String>> names, String capabilities, String instructions) {
        Map<Kind, Inventory.Items> items = new EnumMap<>(Kind.class);
        names.forEach((kind, list) -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.forEach(name -> array.addObject().put(kind.key(), name).put("description", "does " + name));
            items.put(kind, Inventory.Items.read(kind, array));
        });
        return new Inventory.Known(items, (ObjectNode) json(capabilities), instructions, MissingNode.getInstance());
    }

    static Inventory.Known ofJson(Kind kind, JsonNode array) {
        Map<Kind, Inventory.Items> items = Map.of(kind, Inventory.Items.read(kind, array));
        return new Inventory.Known(items, (ObjectNode) json("{}"), "", MissingNode.getInstance());
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /** The exposed names of a page. */
    static List<String> names(Kind kind, Listed.Page page) {
        return StreamSupport.stream(page.items().spliterator(), false)
                .map(item -> item.path(kind.key()).asString())
                .toList();
    }
}
