package dev.sallyport.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
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
    private static final int MIX = 0x9E37_79B9;

    /** A one in each byte. */
    private static final long EACH = 0x0101_0101_0101_0101L;

    /** The highest bit of each byte. */
    private static final long HIGHEST = 0x8080_8080_8080_8080L;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** For each ASCII character the letter behind its backslash, {@code u} for one without a letter, or plain. */
    private static final byte[] LETTERS = letters();

    private final char[] chars = new char[CHUNK];
    private final CharBuffer characters = CharBuffer.wrap(chars);
    private final CharsetEncoder encoder = StandardCharsets.US_ASCII.newEncoder();
    private final ByteBuffer ascii = ByteBuffer.allocate(CHUNK);
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
        target.append('"');
        for (int from = 0; from < length; ) {
            int to = Math.min(length, from + CHUNK);
            if (to < length && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            text.getChars(from, to, chars, 0);
            int plain = ascii(to - from, target);
            if (plain < to - from) {
                chunk(plain, to - from, target);
            }
            from = to;
        }
        target.append('"');
    }

    /** Writes the ASCII characters that the chunk of {@code length} begins with; how many there are. */
    private int ascii(int length, JsonBuffer target) {
        if (chars[0] >= 0x80) {
            // a text in Chinese, say
            return 0;
        }
        characters.clear().limit(length);
        encoder.reset().encode(characters, ascii.clear(), true);
        int count = ascii.position();
        byte[] in = ascii.array();
        byte[] out = target.room(count * ESCAPED_BYTES_MAX);
        int size = target.sizeBytes();
        for (int at = 0; at < count; ) {
            int end = Math.min(count, at + Long.BYTES);
            long eight = end - at == Long.BYTES ? (long) EIGHT.get(in, at) : 0;
            if (isPlain(eight)) {
                EIGHT.set(out, size, eight);
                size += Long.BYTES;
                at = end;
            }
            for (; at < end; at++) {
                size = one((char) in[at], out, size);
            }
        }
        target.grown(size - target.sizeBytes());
        return count;
    }

    /** True where none of eight ASCII characters has to be escaped: a byte that is too small borrows from its highest bit. */
    private static boolean isPlain(long eight) {
        long quote = (eight ^ '"' * EACH) - EACH;
        long backslash = (eight ^ '\\' * EACH) - EACH;
        return ((quote | backslash | eight - ' ' * EACH) & HIGHEST) == 0;
    }

    /** Writes an ASCII character at {@code at}; the place behind it. */
    private static int one(char ascii, byte[] out, int at) {
        byte letter = LETTERS[ascii];
        if (letter == PLAIN) {
            out[at] = (byte) ascii;
            return at + 1;
        }
        return escape(ascii, letter, out, at);
    }

    /** Writes any characters. */
    private void chunk(int begin, int end, JsonBuffer target) {
        char[] in = chars;
        byte[] out = target.room((end - begin) * ESCAPED_BYTES_MAX);
        int start = target.sizeBytes();
        int size = start;
        for (int i = begin; i < end; i++) {
            char unit = in[i];
            if (unit < 0x80) {
                size = one(unit, out, size);
            } else if (unit < 0x800) {
                out[size++] = (byte) (0xC0 | (unit >> 6));
                out[size++] = (byte) (0x80 | (unit & 0x3F));
            } else if (!Character.isSurrogate(unit)) {
                out[size++] = (byte) (0xE0 | (unit >> 12));
                out[size++] = (byte) (0x80 | ((unit >> 6) & 0x3F));
                out[size++] = (byte) (0x80 | (unit & 0x3F));
            } else {
                i++;
                pair(unit, i < end ? in[i] : ' ', out, size);
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
