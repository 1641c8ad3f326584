package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.FloatNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.ShortNode;
import tools.jackson.databind.node.StringNode;

class JsonWriterTest {
    private final JsonWriter writer = new JsonWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"b\":[1,-2,true,false,null,{}],\"a\":{\"\":\"\"}}",
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é東😀\"",
                "[1.10,0.0,1E+2,1.5E-10,10E0,-9223372036854775808,123456789012345678901234567890]",
            })
    void writesCanonicalTextAsItWasRead(String text) {
        JsonRead.Value read = (JsonRead.Value) new JsonReader().read(text.getBytes(UTF_8));
        assertEquals(text, write(read.root()));
    }

    @Test
    void whatWasWrittenBeforeIsCopiedAndCannotGrow() {
        List<JsonNode> elements = List.of(StringNode.valueOf("a"), DecimalNode.valueOf(new BigDecimal("1.50")));
        byte[] before = "x,\"a\",1.50,y".getBytes(UTF_8);
        WrittenArray array = new WrittenArray(elements, before, 2, before.length - 2);
        assertEquals("[\"a\",1.50]", write(array));
        assertEquals(
                "{\"items\":[\"a\",1.50]}",
                write(JsonNodeFactory.instance.objectNode().set("items", array)));
        assertEquals(JsonNodeFactory.instance.arrayNode().addAll(elements), array);
        assertThrows(UnsupportedOperationException.class, () -> array.add(1));
    }

    @Test
    void writesNumbersOfEveryKind() {
        assertEquals("1.5", write(DoubleNode.valueOf(1.5)));
        assertEquals("1.0E300", write(DoubleNode.valueOf(1e300)));
        assertEquals("0.25", write(FloatNode.valueOf(0.25f)));
        assertEquals("-3", write(ShortNode.valueOf((short) -3)));
        assertEquals("7E0", write(DecimalNode.valueOf(BigDecimal.valueOf(7))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "é\ud83dx", "what?\ud800\ud83d\ude00"})
    void halfASurrogatePairIsABug(String text) {
        assertThrows(IllegalStateException.class, () -> writer.write(StringNode.valueOf(text)));
        JsonNode named = JsonNodeFactory.instance.objectNode().put(text, 1);
        assertThrows(IllegalStateException.class, () -> writer.write(named));
    }

    @Test
    void pairsAreWholeAcrossTheChunksOfALongString() {
        for (int before = 1020; before < 1028; before++) {
            String text = "x".repeat(before) + "😀".repeat(1030) + "\n";
            assertEquals("\"" + text.replace("\n", "\\n") + "\"", write(StringNode.valueOf(text)));
        }
    }

    @Test
    void eachAsciiCharacterIsEscapedWhereverItStandsOrNowhere() {
        for (char ascii = 0; ascii < 0x80; ascii++) {
            String written = write(StringNode.valueOf(String.valueOf(ascii)));
            String alone = written.substring(1, written.length() - 1);
            assertEquals(
                    ascii < ' ' || ascii == '"' || ascii == '\\' ? '\\' : ascii,
                    alone.charAt(0),
                    "character " + (int) ascii);
            for (int before = 0; before < 18; before++) {
                String around = "~".repeat(before) + "%s" + " ".repeat(18 - before);
                assertEquals("\"" + around.formatted(alone) + "\"", write(StringNode.valueOf(around.formatted(ascii))));
            }
        }
    }

    @Test
    void namesAndTextsOfEveryLengthAreWhatJacksonReads() {
        List<String> units = List.of("a", "/", "\"", "\\", "\n", "\u0001", "\u007f", "é", "東", "😀");
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            int plainUntil = random.nextInt(60);
            for (int i = random.nextInt(70); i > 0; i--) {
                text.append(i > plainUntil ? "a" + random.nextInt(100) : units.get(random.nextInt(units.size())));
            }
            // more names than are remembered, and each again
            JsonNode tree = JsonNodeFactory.instance
                    .objectNode()
                    .put(text.toString(), text.toString())
                    .put("again " + round % 700, "x");
            assertEquals(tree, JsonMapper.shared().readTree(writer.write(tree)));
            assertEquals(tree, JsonMapper.shared().readTree(writer.write(tree)));
        }
    }

    @Test
    void whatIsNoJsonIsABug() {
        for (JsonNode node : List.of(
                MissingNode.getInstance(),
                new POJONode("x"),
                DoubleNode.valueOf(Double.NaN),
                DoubleNode.valueOf(Double.NEGATIVE_INFINITY),
                FloatNode.valueOf(Float.POSITIVE_INFINITY))) {
            assertThrows(IllegalStateException.class, () -> writer.write(node), node.toString());
        }
    }

    @Test
    void aTreeTooDeepIsABugAndNoStackOverflow() {
        ArrayNode root = JsonNodeFactory.instance.arrayNode();
        ArrayNode inner = root;
        for (int i = 0; i < 100_000; i++) {
            inner = inner.addArray();
        }
        assertThrows(IllegalStateException.class, () -> writer.write(root));
        assertEquals("[]", write(JsonNodeFactory.instance.arrayNode()));
    }

    @Test
    void appendsBehindWhatABufferHolds() {
        JsonBuffer buffer = new JsonBuffer(1);
        byte[] prefix = "data: ".getBytes(UTF_8);
        buffer.append(prefix, 0, prefix.length);
        writer.write(StringNode.valueOf("é"), buffer);
        buffer.append('\n');
        assertArrayEquals("data: \"é\"\n".getBytes(UTF_8), buffer.toBytes());
        buffer.clear(16);
        assertEquals(0, buffer.sizeBytes());
    }

    private String write(JsonNode node) {
        return new String(writer.write(node), UTF_8);
    }
}
