package dev.sallyport.protocol.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes strings: the characters that JSON demands are escaped, all others are written as UTF-8. */
final class JsonText {
    private static final int CHUNK = 1024;
    private static final int ESCAPED_BYTES_MAX = 6;
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final byte PLAIN = 0;
    private static final int SLOT_BITS = 8;
    private static final int REMEMBERED_CHARS_MAX = 48;
    private static final int SHORT_CHARS_MAX = 32;
    private static final int MIX = 0x9E37_79B9;

    /** For each ASCII character the letter behind its backslash, {@code u} for one without a letter, or plain. */
    private static final byte[] LETTERS = letters();

    private final char[] chars = new char[CHUNK];
    private final @Nullable Name[] names = new Name[1 << SLOT_BITS];

    /** A name, and the bytes of it in quotes with the colon behind them. */
    @SuppressWarnings("ArrayRecordComponent") // shared with nobody
    private record Name(String name, byte[] written) {}

    /**
     * Appends the name of a member and the colon behind it. Short ones are remembered, one for each slot: another replaces it, so the memory is
     * bounded.
     */
    void appendName(String name, JsonBuffer target) {
        if (name.length() > REMEMBERED_CHARS_MAX) {
            append(name, target);
            target.append(':');
            return;
        }
        int slot = (name.hashCode() * MIX) >>> (Integer.SIZE - SLOT_BITS);
        Name known = names[slot];
        if (known != null && known.name.equals(name)) {
            target.append(known.written, 0, known.written.length);
            return;
        }
        int from = target.sizeBytes();
        append(name, target);
        target.append(':');
        names[slot] = new Name(name, Arrays.copyOfRange(target.array(), from, target.sizeBytes()));
    }

    /** Appends {@code text} in quotes. */
    void append(String text, JsonBuffer target) {
        int length = text.length();
        byte[] out = target.room(length + 2);
        int start = target.sizeBytes();
        int size = start;
        out[size++] = '"';
        if (length > SHORT_CHARS_MAX) {
            target.grown(1);
            appendRest(text, 0, target);
            return;
        }
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80 || LETTERS[unit] != PLAIN) {
                target.grown(size - start);
                appendRest(text, i, target);
                return;
            }
            out[size++] = (byte) unit;
        }
        out[size++] = '"';
        target.grown(size - start);
    }

    /** Appends what is left of a text that is not plain, and the quote behind it. */
    private void appendRest(String text, int begin, JsonBuffer target) {
        int length = text.length();
        for (int from = begin; from < length; ) {
            int to = Math.min(length, from + CHUNK);
            if (to < length && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            text.getChars(from, to, chars, 0);
            chunk(to - from, target);
            from = to;
        }
        target.append('"');
    }

    private void chunk(int length, JsonBuffer target) {
        char[] in = chars;
        byte[] out = target.room(length * ESCAPED_BYTES_MAX);
        int start = target.sizeBytes();
        int size = start;
        for (int i = 0; i < length; i++) {
            char unit = in[i];
            if (unit < 0x80) {
                byte letter = LETTERS[unit];
                if (letter == PLAIN) {
                    out[size++] = (byte) unit;
                } else {
                    size = escape(unit, letter, out, size);
                }
            } else if (unit < 0x800) {
                out[size++] = (byte) (0xC0 | (unit >> 6));
                out[size++] = (byte) (0x80 | (unit & 0x3F));
            } else if (!Character.isSurrogate(unit)) {
                out[size++] = (byte) (0xE0 | (unit >> 12));
                out[size++] = (byte) (0x80 | ((unit >> 6) & 0x3F));
                out[size++] = (byte) (0x80 | (unit & 0x3F));
            } else {
                i++;
                pair(unit, i < length ? in[i] : ' ', out, size);
                size += 4;
            }
        }
        target.grown(size - start);
    }

    /** Writes an escape at {@code at}; the place behind it. */
    private static int escape(char ascii, byte letter, byte[] out, int at) {
        out[at] = '\\';
        out[at + 1] = letter;
        if (letter != 'u') {
            return at + 2;
        }
        out[at + 2] = '0';
        out[at + 3] = '0';
        out[at + 4] = (byte) HEX[ascii >> 4];
        out[at + 5] = (byte) HEX[ascii & 0xf];
        return at + 6;
    }

    private static void pair(char high, char low, byte[] out, int at) {
        if (!Character.isHighSurrogate(high) || !Character.isLowSurrogate(low)) {
            throw new IllegalStateException("half a surrogate pair in a string");
        }
        int codePoint = Character.toCodePoint(high, low);
        out[at] = (byte) (0xF0 | (codePoint >> 18));
        out[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        out[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        out[at + 3] = (byte) (0x80 | (codePoint & 0x3F));
    }

    private static byte[] letters() {
        byte[] letters = new byte[128];
        Arrays.fill(letters, 0, ' ', (byte) 'u');
        letters['\b'] = 'b';
        letters['\f'] = 'f';
        letters['\n'] = 'n';
        letters['\r'] = 'r';
        letters['\t'] = 't';
        letters['"'] = '"';
        letters['\\'] = '\\';
        return letters;
    }
}
