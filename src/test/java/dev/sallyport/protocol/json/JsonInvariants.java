package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every input of the reader, whatever it is. */
final class JsonInvariants {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonReader reader = new JsonReader();
    private final JsonWriter writer = new JsonWriter();

    /** Checks them; true where the input was accepted. */
    boolean hold(byte[] input) {
        switch (reader.read(input)) {
            case JsonRead.Broken broken -> {
                assertTrue(broken.code().startsWith("json-"), broken.code());
                assertTrue(broken.offsetBytes() >= 0 && broken.offsetBytes() <= input.length);
                return false;
            }
            case JsonRead.Value value -> {
                byte[] written = writer.write(value.root());
                JsonNode again = assertInstanceOf(JsonRead.Value.class, reader.read(written))
                        .root();
                assertEquals(value.root(), again);
                assertArrayEquals(written, writer.write(again));
                for (byte[] text : new byte[][] {input, written}) {
                    assertEquals(value.root(), JACKSON.readTree(text));
                    assertTrue(gsonMiscounts(text) || same(value.root(), gson(text)), "as Gson reads it");
                }
                return true;
            }
        }
    }

    /**
     * True where Gson 2.13.2 refuses a long number: it counts digits into a long that wraps, and takes a digit behind a
     * count of zero (a multiple of 2^64) for one behind a leading zero.
     */
    private static boolean gsonMiscounts(byte[] text) {
        long count = 0;
        int digits = 0;
        for (byte found : text) {
            boolean digit = found >= '0' && found <= '9';
            if (digit && digits > 19 && count == 0) {
                return true;
            }
            count = digit ? count * 10 + found - '0' : 0;
            digits = digit ? digits + 1 : 0;
        }
        return false;
    }

    /** What Gson reads where it is strict. */
    static JsonElement gson(byte[] text) {
        var json = new com.google.gson.stream.JsonReader(new StringReader(new String(text, UTF_8)));
        json.setStrictness(Strictness.STRICT);
        try {
            JsonElement root = JsonParser.parseReader(json);
            assertEquals(JsonToken.END_DOCUMENT, json.peek());
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean same(JsonNode ours, JsonElement theirs) {
        return switch (ours.getNodeType()) {
            case OBJECT -> theirs.isJsonObject() && sameMembers(ours, theirs);
            case ARRAY -> theirs.isJsonArray() && sameElements(ours, theirs);
            case NULL -> theirs.isJsonNull();
            case STRING ->
                theirs instanceof JsonPrimitive p
                        && p.isString()
                        && ours.stringValue().equals(p.getAsString());
            case BOOLEAN ->
                theirs instanceof JsonPrimitive p && p.isBoolean() && ours.booleanValue() == p.getAsBoolean();
            case NUMBER ->
                theirs instanceof JsonPrimitive p
                        && p.isNumber()
                        && ours.decimalValue().compareTo(p.getAsBigDecimal()) == 0;
            case BINARY, MISSING, POJO -> false;
        };
    }

    private static boolean sameMembers(JsonNode ours, JsonElement theirs) {
        Map<String, JsonElement> members = theirs.getAsJsonObject().asMap();
        return ours.size() == members.size()
                && ours.properties().stream().allMatch(m -> {
                    JsonElement other = members.get(m.getKey());
                    return other != null && same(m.getValue(), other);
                });
    }

    private static boolean sameElements(JsonNode ours, JsonElement theirs) {
        if (ours.size() != theirs.getAsJsonArray().size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!same(ours.path(i), theirs.getAsJsonArray().get(i))) {
                return false;
            }
        }
        return true;
    }
}
