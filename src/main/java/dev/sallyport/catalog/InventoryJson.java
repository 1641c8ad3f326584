package dev.sallyport.catalog;

import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What a server offers as JSON for programs beside the gateway: names, and what tools take; nothing that a server says in words. */
public final class InventoryJson {
    private static final String UNKNOWN = "unknown";
    private static final String SCHEMA = "inputSchema";

    private InventoryJson() {}

    /** {@code inventory}, to be read by {@link #read}. */
    public static ObjectNode of(Inventory inventory) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (inventory) {
            case Inventory.Unknown unknown -> json.put(UNKNOWN, unknown.reason());
            case Inventory.Known known -> {
                for (Kind kind : Kind.values()) {
                    ArrayNode items = json.putArray(kind.member());
                    for (Definition definition : known.definitions(kind)) {
                        ObjectNode item = items.addObject().put(kind.key(), definition.name());
                        if (definition.member(SCHEMA).isObject()) {
                            item.set(SCHEMA, definition.member(SCHEMA));
                        }
                    }
                }
            }
        }
        return json;
    }

    /** What {@code json} says; unknown where it says nothing. */
    public static Inventory read(JsonNode json) {
        if (!json.path(Kind.TOOL.member()).isArray()) {
            return new Inventory.Unknown(json.path(UNKNOWN).asString(Inventory.NEVER_ASKED.reason()));
        }
        Map<Kind, Inventory.Items> items = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            items.put(kind, Inventory.Items.read(kind, json.path(kind.member())));
        }
        return new Inventory.Known(items, JsonNodeFactory.instance.objectNode(), "", MissingNode.getInstance());
    }
}
