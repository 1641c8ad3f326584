package dev.sallyport.settings.binding;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML as the JSON that it writes, for what the settings know no keys of, such as the arguments of a call. */
final class Trees {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Trees() {}

    /** The tree; a number that JSON cannot write, such as {@code 0x10} or {@code .inf}, stays a text. */
    static JsonNode of(Node node) {
        return switch (node) {
            case Node.Items items -> {
                ArrayNode array = JSON.arrayNode();
                items.items().forEach(item -> array.add(of(item)));
                yield array;
            }
            case Node.Entries entries -> {
                ObjectNode object = JSON.objectNode();
                entries.entries().forEach(entry -> object.set(entry.key(), of(entry.value())));
                yield object;
            }
            case Node.Text text -> scalar(text);
        };
    }

    private static JsonNode scalar(Node.Text text) {
        return switch (text.kind()) {
            case TEXT -> JSON.stringNode(text.value());
            case BOOLEAN -> JSON.booleanNode(text.value().equalsIgnoreCase("true"));
            case NOTHING -> JSON.nullNode();
            case NUMBER -> number(text.value());
        };
    }

    private static JsonNode number(String text) {
        if (text.matches("[-+]?[0-9]{1,18}")) {
            return JSON.numberNode(Long.parseLong(text));
        }
        return text.matches("[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?")
                ? JSON.numberNode(new BigDecimal(text))
                : JSON.stringNode(text);
    }
}
