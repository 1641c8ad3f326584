package dev.sallyport.protocol.json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies of JSON objects whose members are those of the original: messages are never changed in place. */
public final class Shallow {
    private Shallow() {}

    /** A copy of {@code original}; an empty object where it is none. */
    public static ObjectNode copy(JsonNode original) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        if (original instanceof ObjectNode object) {
            copy.setAll(object);
        }
        return copy;
    }

    /** A copy of {@code original} in which {@code member} is {@code value}. */
    public static ObjectNode with(JsonNode original, String member, JsonNode value) {
        ObjectNode copy = copy(original);
        copy.set(member, value);
        return copy;
    }
}
