package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Writes JSON trees as compact UTF-8 without a line break; one thread at a time uses a writer.
 *
 * <p>What {@link JsonReader} read is written so that reading it again gives an equal tree, and writing that gives the
 * same bytes. Members keep their order, decimals their digits and scale, strings are escaped only where JSON demands.
 *
 * <p>A tree that is no JSON is a bug and throws {@link IllegalStateException}: half a surrogate pair, a number that is
 * not finite, an embedded Java object, a nesting deeper than {@link JsonLimits#DEPTH_CEILING}. Source: RFC 8259.
 */
public final class JsonWriter {
    private static final int KEPT_BYTES_MAX = 1 << 16;
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private final JsonText text = new JsonText();
    private final JsonBuffer own = new JsonBuffer(4096);
    private boolean ordered;

    /** The bytes of {@code root}. */
    public byte[] write(JsonNode root) {
        own.clear(KEPT_BYTES_MAX);
        write(root, own);
        return own.toBytes();
    }

    /** The bytes of {@code root} with the members of each object in the order of their names; good until the writer writes again. */
    JsonBuffer ordered(JsonNode root) {
        own.clear(KEPT_BYTES_MAX);
        ordered = true;
        try {
            write(root, own);
        } finally {
            ordered = false;
        }
        return own;
    }

    /** Appends the bytes of {@code root} to {@code target}; after an exception it holds a part of them. */
    public void write(JsonNode root, JsonBuffer target) {
        value(root, target, JsonLimits.DEPTH_CEILING);
    }

    /** Appends {@code string} in quotes to {@code target}; after an exception it holds a part of it. */
    public void write(String string, JsonBuffer target) {
        text.append(string, target);
    }

    /** Appends the name of a member and the colon behind it to {@code target}. */
    public void writeName(String name, JsonBuffer target) {
        text.appendName(name, target);
    }

    private void value(JsonNode node, JsonBuffer target, int depthLeft) {
        switch (node) {
            case StringNode string -> text.append(string.stringValue(), target);
            case ObjectNode object ->
                object(ordered ? inOrder(object) : object.properties(), target, deeper(depthLeft));
            case WrittenArray array when !ordered -> array.write(target);
            case ArrayNode array -> array(array, target, deeper(depthLeft));
            case NumericNode number -> number(number, target);
            case BooleanNode bool -> word(bool.booleanValue() ? TRUE : FALSE, target);
            case NullNode _ -> word(NULL, target);
            default -> throw new IllegalStateException("a node that is no json: " + node.getNodeType());
        }
    }

    private static int deeper(int depthLeft) {
        if (depthLeft == 0) {
            throw new IllegalStateException("json nested deeper than " + JsonLimits.DEPTH_CEILING);
        }
        return depthLeft - 1;
    }

    private void object(Collection<Map.Entry<String, JsonNode>> members, JsonBuffer target, int depthLeft) {
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members) {
            target.append(before);
            text.appendName(member.getKey(), target);
            value(member.getValue(), target, depthLeft);
            before = ',';
        }
        close(before, '{', '}', target);
    }

    private static Collection<Map.Entry<String, JsonNode>> inOrder(ObjectNode object) {
        String before = "";
        for (String name : object.propertyNames()) {
            if (name.compareTo(before) < 0) {
                List<Map.Entry<String, JsonNode>> sorted = new ArrayList<>(object.properties());
                sorted.sort(Map.Entry.comparingByKey());
                return sorted;
            }
            before = name;
        }
        return object.properties();
    }

    private void array(ArrayNode array, JsonBuffer target, int depthLeft) {
        char before = '[';
        for (int i = 0; i < array.size(); i++) {
            target.append(before);
            value(array.path(i), target, depthLeft);
            before = ',';
        }
        close(before, '[', ']', target);
    }

    private static void close(char before, char open, char close, JsonBuffer target) {
        if (before == open) {
            target.append(open);
        }
        target.append(close);
    }

    private static void word(byte[] word, JsonBuffer target) {
        target.append(word, 0, word.length);
    }

    private static void number(NumericNode number, JsonBuffer target) {
        switch (number) {
            case IntNode whole -> target.appendAscii(Integer.toString(whole.intValue()));
            case LongNode whole -> target.appendAscii(Long.toString(whole.longValue()));
            case DecimalNode decimal -> decimal(decimal.decimalValue(), target);
            default -> {
                if (number.isNaN()) {
                    throw new IllegalStateException("a number that is not finite");
                }
                target.appendAscii(number.asString());
            }
        }
    }

    private static void decimal(BigDecimal value, JsonBuffer target) {
        target.appendAscii(value.toString());
        if (value.scale() == 0) { // without it, 10E0 would come back as an integer
            target.appendAscii("E0");
        }
    }
}
