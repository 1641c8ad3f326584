package dev.sallyport.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes strings: the characters that JSON demands are escaped, all others are written as UTF-8. */
final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonText() {}

    static void append(String text, JsonBuffer target) {
        byte[] bytes = text.getBytes(UTF_8);
        int end = bytes.length;
        int written = 0;
        boolean whole = false;
        target.append('"');
        int at = JsonScan.unescapedUntil(bytes, 0, end);
        while (at < end) {
            if (bytes[at] != '?') {
                target.append(bytes, written, at);
                escape(bytes[at], target);
                written = at + 1;
            } else if (!whole) { // the JDK writes half a surrogate pair as a question mark
                requireWholePairs(text);
                whole = true;
            }
            at = JsonScan.unescapedUntil(bytes, at + 1, end);
        }
        target.append(bytes, written, end);
        target.append('"');
    }

    private static void escape(int ascii, JsonBuffer target) {
        target.append('\\');
        switch (ascii) {
            case '"', '\\' -> target.append((char) ascii);
            case '\b' -> target.append('b');
            case '\f' -> target.append('f');
            case '\n' -> target.append('n');
            case '\r' -> target.append('r');
            case '\t' -> target.append('t');
            default -> {
                target.appendAscii("u00");
                target.append(HEX[ascii >> 4]);
                target.append(HEX[ascii & 0xf]);
            }
        }
    }

    private static void requireWholePairs(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new IllegalStateException("half a surrogate pair in a string");
                }
                i++;
            }
        }
    }
}
