package dev.sallyport.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one server is known to offer, as one caller sees it; immutable. */
public sealed interface Inventory {
    /** More items of one kind than this are not looked at. */
    int ITEMS_MAX = 10_000;

    /** A tool or prompt with a longer name is left out: twice what MCP 2025-11-25 recommends for tools. */
    int NAME_CHARS_MAX = 256;

    /** A resource or template with a longer URI is left out. */
    int URI_CHARS_MAX = 8_192;

    /** What is known of a server that nobody asked yet. */
    Unknown NEVER_ASKED = new Unknown("never-asked");

    /**
     * Nothing is known of the server.
     *
     * @param reason a code such as {@code never-asked} or {@code upstream.timeout}; clients see it
     */
    record Unknown(String reason) implements Inventory {}

    /**
     * What the server said; nobody changes the JSON in it.
     *
     * @param items what it lists; a kind that is absent is one of which it has none
     * @param capabilities its capabilities as it declared them
     * @param instructions its instructions, or an empty text
     * @param serverInfo what it says of itself, or a missing node
     */
    record Known(Map<Kind, Items> items, ObjectNode capabilities, String instructions, JsonNode serverInfo)
            implements Inventory {
        /** Copies the map, not what is in it. */
        public Known {
            items = Map.copyOf(items);
        }

        /** The definitions of one kind in the server's own order. */
        public List<Definition> definitions(Kind kind) {
            return items.getOrDefault(kind, Items.NONE).list();
        }

        /** True where the server declares a capability. */
        boolean has(String capability) {
            return capabilities.path(capability).isObject();
        }
    }

    /**
     * The items of one kind.
     *
     * @param list the definitions in the server's own order; names may come twice
     * @param leftOut how many were not taken: malformed, without a name, with too long a name, or too many
     */
    record Items(List<Definition> list, int leftOut) {
        /** No items. */
        public static final Items NONE = new Items(List.of(), 0);

        /** Copies the list. */
        public Items {
            list = List.copyOf(list);
        }

        /** The items in the array of a list result, all its pages together. */
        public static Items read(Kind kind, Iterable<JsonNode> array) {
            List<Definition> list = new ArrayList<>();
            int leftOut = 0;
            int charsMax = kind.isNamed() ? NAME_CHARS_MAX : URI_CHARS_MAX;
            for (JsonNode item : array) {
                String name =
                        item.path(kind.key()).isString() ? item.path(kind.key()).asString() : "";
                if (item instanceof ObjectNode json
                        && !name.isEmpty()
                        && name.length() <= charsMax
                        && list.size() < ITEMS_MAX) {
                    list.add(Definition.of(name, json));
                } else {
                    leftOut++;
                }
            }
            return new Items(list, leftOut);
        }
    }
}
