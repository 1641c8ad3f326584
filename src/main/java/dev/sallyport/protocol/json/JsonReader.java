package dev.sallyport.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads JSON and refuses everything that two parsers could read differently; one thread at a time uses a reader.
 *
 * <p>Refused beyond the grammar: bytes that are not strict UTF-8, a byte order mark, halves of surrogate pairs,
 * duplicate member names, numbers outside the range of a double in either direction, and what exceeds the
 * {@link JsonLimits}. U+0000 and non-characters are allowed in strings when written as the grammar demands.
 *
 * <p>Kept: the order of members, every integer, and every decimal with its trailing zeros. The sign of a zero is
 * dropped: {@code -0} is read as 0 and {@code -0.0} as 0.0. A number is an integer where it has neither a fraction
 * nor an exponent.
 *
 * <p>Malformed input costs no exception and cannot exhaust the stack. Source: RFC 8259, RFC 3629, RFC 7493 §2.
 */
public final class JsonReader {
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final JsonLimits limits;
    private final JsonSource source = new JsonSource();
    private final JsonStrings strings = new JsonStrings(source);
    private final JsonKeys keys;
    private final JsonNumbers numbers;
    private int nodesLeft;

    /** A reader with the limits of {@link JsonLimits#DEFAULT}. */
    public JsonReader() {
        this(JsonLimits.DEFAULT);
    }

    /** A reader with limits of its own. */
    public JsonReader(JsonLimits limits) {
        this.limits = limits;
        keys = new JsonKeys(source, strings, limits.keyBytesMax());
        numbers = new JsonNumbers(source, limits.numberDigitsMax());
    }

    /** What all of {@code bytes} say. */
    public JsonRead read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /** What a part of {@code bytes} says; the offset of a refusal is counted from the start of that part. */
    public JsonRead read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        source.open(bytes, offset, length);
        nodesLeft = limits.nodesMax();
        JsonNode root = text();
        JsonRead read = root == null ? source.broken() : new JsonRead.Value(root);
        source.close();
        strings.trim();
        return read;
    }

    private @Nullable JsonNode text() {
        int first = source.next();
        if (first == JsonSource.END) {
            return source.refuse(JsonCode.EMPTY);
        }
        if (first >= 0xEF) { // the first byte of a mark in UTF-8 or UTF-16
            return source.refuse(JsonCode.UTF8);
        }
        JsonNode root = value(first, limits.depthMax());
        if (root != null && source.next() != JsonSource.END) {
            return source.refuse(JsonCode.SYNTAX);
        }
        return root;
    }

    private @Nullable JsonNode value(int first, int depthLeft) {
        if (nodesLeft-- == 0) {
            return source.refuse(JsonCode.SIZE);
        }
        return switch (first) {
            case '"' -> string();
            case '{' -> object(depthLeft);
            case '[' -> array(depthLeft);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numbers.read();
            case 't' -> literal(TRUE, BooleanNode.TRUE);
            case 'f' -> literal(FALSE, BooleanNode.FALSE);
            case 'n' -> literal(NULL, NullNode.instance);
            default -> source.refuse(JsonCode.SYNTAX);
        };
    }

    private @Nullable JsonNode string() {
        String text = strings.read();
        return text == null ? null : StringNode.valueOf(text);
    }

    private @Nullable JsonNode literal(byte[] word, JsonNode meaning) {
        int at = source.position;
        for (byte expected : word) {
            if (at == source.end || source.bytes[at] != expected) {
                return source.refuse(JsonCode.SYNTAX, at);
            }
            at++;
        }
        source.position = at;
        return meaning;
    }

    private @Nullable JsonNode array(int depthLeft) {
        if (depthLeft == 0) {
            return source.refuse(JsonCode.DEPTH);
        }
        source.position++;
        List<JsonNode> elements = new ArrayList<>();
        int next = source.next();
        if (next == ']') {
            source.position++;
            return new ArrayNode(FACTORY, elements);
        }
        while (true) {
            JsonNode element = value(next, depthLeft - 1);
            if (element == null) {
                return null;
            }
            elements.add(element);
            next = source.next();
            if (next == ']') {
                source.position++;
                return new ArrayNode(FACTORY, elements);
            }
            if (next != ',') {
                return source.refuse(JsonCode.SYNTAX);
            }
            source.position++;
            next = source.next();
        }
    }

    private @Nullable JsonNode object(int depthLeft) {
        if (depthLeft == 0) {
            return source.refuse(JsonCode.DEPTH);
        }
        source.position++;
        Map<String, JsonNode> members = new LinkedHashMap<>();
        int next = source.next();
        if (next == '}') {
            source.position++;
            return new ObjectNode(FACTORY, members);
        }
        while (true) {
            if (!member(next, members, depthLeft)) {
                return null;
            }
            next = source.next();
            if (next == '}') {
                source.position++;
                return new ObjectNode(FACTORY, members);
            }
            if (next != ',') {
                return source.refuse(JsonCode.SYNTAX);
            }
            source.position++;
            next = source.next();
        }
    }

    /** Reads one name and its value; false where something was refused. */
    private boolean member(int first, Map<String, JsonNode> members, int depthLeft) {
        if (first != '"') {
            source.refuse(JsonCode.SYNTAX);
            return false;
        }
        int keyAt = source.position;
        String key = keys.read();
        if (key == null) {
            return false;
        }
        if (source.next() != ':') {
            source.refuse(JsonCode.SYNTAX);
            return false;
        }
        source.position++;
        JsonNode value = value(source.next(), depthLeft - 1);
        if (value == null) {
            return false;
        }
        if (members.put(key, value) != null) {
            source.refuse(JsonCode.DUPLICATE_KEY, keyAt);
            return false;
        }
        return true;
    }
}
