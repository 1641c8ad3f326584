package dev.sallyport.protocol.json;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An array that is long, sent often, and was written before: {@link JsonWriter} copies its bytes. Elements can neither be added nor
 * removed; nobody changes what is in them.
 */
public final class WrittenArray extends ArrayNode {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private final int from;
    private final int to;

    /**
     * The array of {@code elements}.
     *
     * @param elements a list that never changes
     * @param bytes has from {@code from} to {@code to} what {@link JsonWriter} makes of the elements, with commas in between
     */
    public WrittenArray(List<? extends JsonNode> elements, byte[] bytes, int from, int to) {
        super(JsonNodeFactory.instance, List.copyOf(elements));
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    void write(JsonBuffer target) {
        target.append('[');
        target.append(bytes, from, to);
        target.append(']');
    }
}
