package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

class JsonReaderTest {
    private final JsonReader reader = new JsonReader();

    /** Refused text, its code and the place; every row is ASCII with escapes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '`',
            value = {
                "`` | json-empty | 0",
                "`  ` | json-empty | 2",
                "[1 | json-syntax | 2",
                "[1,] | json-syntax | 3",
                "[,1] | json-syntax | 1",
                "[1 2] | json-syntax | 3",
                "{\"a\":1} x | json-syntax | 8",
                "1 1 | json-syntax | 2",
                "[] // | json-syntax | 3",
                "/**/1 | json-syntax | 0",
                "{\"a\":1,} | json-syntax | 7",
                "{a:1} | json-syntax | 1",
                "{\"a\" 1} | json-syntax | 5",
                "{\"a\":} | json-syntax | 5",
                "{1:1} | json-syntax | 1",
                "'a' | json-syntax | 0",
                "NaN | json-syntax | 0",
                "nul | json-syntax | 3",
                "truE | json-syntax | 3",
                "-Infinity | json-syntax | 1",
                "+1 | json-syntax | 0",
                "01 | json-syntax | 1",
                "-01 | json-syntax | 2",
                "1. | json-syntax | 2",
                ".5 | json-syntax | 0",
                "1e | json-syntax | 2",
                "1e+ | json-syntax | 3",
                "0x10 | json-syntax | 1",
                "- | json-syntax | 1",
                "1e400 | json-number | 0",
                "[-1.8e308] | json-number | 1",
                "1e-400 | json-number | 0",
                "2e-324 | json-number | 0",
                "0e1000 | json-number | 0",
                "1e99999999999999999999 | json-number | 0",
                "\"abc | json-syntax | 4",
                "\"a\\ | json-syntax | 3",
                "\"\\x\" | json-string | 2",
                "\"\\u12g4\" | json-string | 3",
                "\"\\u12 | json-string | 3",
                "\"\\ud800\" | json-surrogate | 1",
                "\"ab\\udc00\" | json-surrogate | 3",
                "\"\\ud800\\ud800\" | json-surrogate | 1",
                "\"\\ud800\\n\" | json-surrogate | 1",
                "\"\\udc00\\ud800\" | json-surrogate | 1",
                "{\"a\":1,\"a\":1} | json-duplicate-key | 7",
                "{\"a\":1,\"\\u0061\":2} | json-duplicate-key | 7",
                "[{\"b\":{\"\":1,\"\":2}}] | json-duplicate-key | 12",
            })
    void refuses(String text, String code, int offset) {
        assertEquals(new JsonRead.Broken(code, offset), reader.read(text.getBytes(UTF_8)), text);
    }

    @Test
    void refusesBytesThatAreNotStrictUtf8() {
        String[] wrong = {
            "\u00c0\u0080",
            "\u00c1\u00bf",
            "\u0080",
            "\u00bf",
            "\u00c3",
            "\u00c3(",
            "\u00e0\u009f\u00bf",
            "\u00ed\u00a0\u0080",
            "\u00ed\u00bf\u00bf",
            "\u00e2\u0082",
            "\u00e2\u0082x",
            "\u00f0\u008f\u00bf\u00bf",
            "\u00f4\u0090\u0080\u0080",
            "\u00f5\u0080\u0080\u0080",
            "\u00ff",
            "\u00fe",
            "\u00f0\u009f\u0098",
        };
        for (String bytes : wrong) {
            for (String padding : new String[] {"", "a longer text before it "}) {
                byte[] text = ("\"" + padding + bytes + "\"").getBytes(ISO_8859_1);
                assertEquals(new JsonRead.Broken("json-utf8", 1 + padding.length()), reader.read(text), bytes);
                byte[] key = ("{\"" + padding + bytes + "\":1}").getBytes(ISO_8859_1);
                assertEquals(new JsonRead.Broken("json-utf8", 2 + padding.length()), reader.read(key), bytes);
            }
        }
    }

    @Test
    void refusesMarksAndOtherEncodings() {
        assertEquals(new JsonRead.Broken("json-utf8", 0), reader.read("\ufeff{}".getBytes(UTF_8)));
        assertEquals(new JsonRead.Broken("json-utf8", 0), reader.read("\ufeff{}".getBytes(UTF_16LE)));
        assertEquals(new JsonRead.Broken("json-utf8", 0), reader.read("\ufeff{}".getBytes(UTF_16BE)));
        assertEquals(new JsonRead.Broken("json-syntax", 1), reader.read("[]".getBytes(UTF_16LE)));
        assertEquals(new JsonRead.Broken("json-syntax", 0), reader.read("[]".getBytes(UTF_16BE)));
    }

    @Test
    void refusesEveryControlCharacterInStringsAndNames() {
        for (char control = 0; control < ' '; control++) {
            for (String padding : new String[] {"", "0123456789"}) {
                String string = "\"" + padding + control + "x\"";
                assertEquals(
                        new JsonRead.Broken("json-string", 1 + padding.length()), reader.read(string.getBytes(UTF_8)));
                String name = "{\"" + padding + control + "x\":1}";
                assertEquals(
                        new JsonRead.Broken("json-string", 2 + padding.length()), reader.read(name.getBytes(UTF_8)));
            }
        }
    }

    @Test
    void keepsEveryCharacterAtEveryPlaceOfAWord() {
        String[] characters = {
            "\0", "\n", "\"", "\\", "/", "?", "\u007f", "\u0080", "é", "\u07ff", "\u0800", "東", "\uffff", "😀"
        };
        JsonWriter writer = new JsonWriter();
        for (String character : characters) {
            for (int before = 0; before < 20; before++) {
                String text = "x".repeat(before) + character + "y".repeat(before % 11);
                byte[] quoted = writer.write(StringNode.valueOf(text));
                assertEquals(text, value(new String(quoted, UTF_8)).stringValue());
                String named = "{" + new String(quoted, UTF_8) + ":true}";
                assertEquals(true, value(named).get(text).booleanValue());
            }
        }
    }

    @Test
    void readsEveryEscape() {
        assertEquals(
                "\"\\/\b\f\n\r\t\0é\u20ac😀",
                value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00E9\\u20aC\\uD83D\\uDE00\"")
                        .stringValue());
    }

    @Test
    void choosesTheSmallestNodeThatHoldsAnInteger() {
        assertEquals(IntNode.valueOf(0), value("-0"));
        assertEquals(IntNode.valueOf(Integer.MIN_VALUE), value("-2147483648"));
        assertEquals(LongNode.valueOf(2147483648L), value("2147483648"));
        assertEquals(LongNode.valueOf(Long.MAX_VALUE), value("9223372036854775807"));
        assertEquals(LongNode.valueOf(Long.MIN_VALUE), value("-9223372036854775808"));
        assertEquals(BigIntegerNode.valueOf(BigInteger.TWO.pow(63)), value("9223372036854775808"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.10, 110, 2",
        "-0.0, 0, 1",
        "0.1000000000000000055, 1000000000000000055, 19",
        "1e2, 1, -2",
        "1.50E-3, 150, 5",
        "10e0, 10, 0",
        "-12.5e+1, -125, 0",
        "0E5, 0, -5",
        "5e-324, 5, 324",
        "0.000001, 1, 6",
    })
    void keepsTheDigitsAndTheScaleOfDecimals(String text, String unscaled, int scale) {
        JsonNode node = assertInstanceOf(DecimalNode.class, value(text));
        assertEquals(new BigDecimal(new BigInteger(unscaled), scale), node.decimalValue());
        String written = new String(new JsonWriter().write(node), UTF_8);
        assertEquals(node.decimalValue(), value(written).decimalValue(), written);
    }

    @Test
    void boundsEverything() {
        assertEquals(64, depth(value("[".repeat(64) + "]".repeat(64))));
        assertEquals(
                new JsonRead.Broken("json-depth", 64),
                reader.read("[".repeat(65).getBytes(UTF_8)));
        assertEquals(
                new JsonRead.Broken("json-depth", 64),
                reader.read("[".repeat(100_000).getBytes(UTF_8)));
        assertEquals(
                new JsonRead.Broken("json-depth", 320),
                reader.read("{\"a\":".repeat(100_000).getBytes(UTF_8)));

        value("[" + "9".repeat(128) + "]");
        assertEquals(new JsonRead.Broken("json-number", 1), reader.read(("[" + "9".repeat(129) + "]").getBytes(UTF_8)));
        value("0." + "9".repeat(128));
        assertEquals(new JsonRead.Broken("json-number", 0), reader.read(("0." + "9".repeat(129)).getBytes(UTF_8)));
        assertEquals(new JsonRead.Broken("json-number", 0), reader.read(("0." + "0".repeat(600)).getBytes(UTF_8)));
        assertEquals(
                new JsonRead.Broken("json-number", 0), reader.read(("1e" + "0".repeat(600) + "1").getBytes(UTF_8)));

        value("{\"" + "k".repeat(1024) + "\":1}");
        assertEquals(
                new JsonRead.Broken("json-size", 1), reader.read(("{\"" + "k".repeat(1025) + "\":1}").getBytes(UTF_8)));

        JsonReader small = new JsonReader(new JsonLimits(2, 3, 8, 10));
        assertInstanceOf(JsonRead.Value.class, small.read("[1,2]".getBytes(UTF_8)));
        assertEquals(new JsonRead.Broken("json-size", 5), small.read("[1,2,3]".getBytes(UTF_8)));
        assertEquals(new JsonRead.Broken("json-size", 1), small.read("{\"123456789\":1}".getBytes(UTF_8)));
    }

    @Test
    void countsOffsetsFromTheStartOfThePart() {
        byte[] bytes = "xx[1,?]yy".getBytes(UTF_8);
        assertEquals(new JsonRead.Broken("json-syntax", 3), reader.read(bytes, 2, 5));
        assertEquals(new JsonRead.Broken("json-syntax", 3), reader.read(bytes, 2, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.read(bytes, 2, 8));
    }

    @Test
    void readsOnAfterARefusalAndAcrossManyNames() {
        for (int i = 0; i < 5000; i++) {
            String name = "name-" + i;
            assertEquals(
                    i,
                    value("{\"" + name + "\":" + i + ",\"" + name + "x\":0}")
                            .get(name)
                            .intValue());
            assertInstanceOf(JsonRead.Broken.class, reader.read(("{\"" + name).getBytes(UTF_8)));
        }
    }

    @Test
    void limitsThatAllowNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new JsonLimits(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new JsonLimits(501, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new JsonLimits(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new JsonLimits(1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new JsonLimits(1, 1, 1, 301));
    }

    private JsonNode value(String text) {
        return assertInstanceOf(JsonRead.Value.class, reader.read(text.getBytes(UTF_8)), text)
                .root();
    }

    private static int depth(JsonNode node) {
        return node.isEmpty() ? 1 : 1 + depth(node.get(0));
    }
}
