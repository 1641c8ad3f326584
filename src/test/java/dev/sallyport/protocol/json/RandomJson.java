package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/** Random JSON texts, most of them right, written in the many ways that the grammar allows. */
final class RandomJson {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "-0.0",
        "1",
        "-1",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775809",
        "1.10",
        "1e2",
        "1E-7",
        "10e0",
        "0e5",
        "5e-324",
        "1.7976931348623157e308",
        "0.1000000000000000055",
        "123456789012345678.5",
        "12345678901234567890123456789.125e-3",
        "0.000000000000000000001",
        "1e400",
        "1e-400",
        "01",
        "1.",
        "-"
    };
    private static final String[] CHARACTERS = {
        "a",
        "b",
        "?",
        " ",
        "/",
        "é",
        "東",
        "😀",
        "\u007f",
        "\u2028",
        "\uffff",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0000",
        "\\u00e9",
        "\\uD83D\\uDE00",
        "\\ud800",
        "\\x",
        "\n"
    };

    private final Random random;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    /** A text; one in three has some bytes changed, doubled or cut away. */
    byte[] next() {
        StringBuilder text = new StringBuilder();
        value(text, 6);
        byte[] bytes = text.toString().getBytes(UTF_8);
        return random.nextInt(3) == 0 ? mutate(bytes) : bytes;
    }

    private void value(StringBuilder text, int depthLeft) {
        space(text);
        switch (random.nextInt(depthLeft == 0 ? 5 : 9)) {
            case 0, 1 -> text.append(often(NUMBERS, 19));
            case 2, 3 -> string(text);
            case 4 -> text.append(random.nextBoolean() ? "true" : random.nextBoolean() ? "false" : "null");
            case 5, 6 -> many(text, '[', ']', depthLeft);
            default -> many(text, '{', '}', depthLeft);
        }
        space(text);
    }

    private void many(StringBuilder text, char open, char close, int depthLeft) {
        text.append(open);
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",");
            if (open == '{') {
                space(text);
                string(text);
                space(text);
                text.append(':');
            }
            value(text, depthLeft - 1);
        }
        text.append(close);
    }

    private void string(StringBuilder text) {
        text.append('"');
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(often(CHARACTERS, 18));
        }
        text.append('"');
    }

    private void space(StringBuilder text) {
        if (random.nextInt(4) == 0) {
            text.append(" \n\r\t".charAt(random.nextInt(4)));
        }
    }

    /** One of the first {@code right} options, rarely one of all. */
    private String often(String[] options, int right) {
        return options[random.nextInt(random.nextInt(200) == 0 ? options.length : right)];
    }

    private byte[] mutate(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(3)) {
                case 0 -> changed[at] = (byte) random.nextInt(256);
                case 1 -> changed[at] = changed[random.nextInt(changed.length)];
                default -> changed = Arrays.copyOf(changed, at);
            }
        }
        return changed;
    }
}
