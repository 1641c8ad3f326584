package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the strings of a text: plain ASCII straight from its bytes, others through strict UTF-8 and escapes. */
final class JsonStrings {
    private static final int KEPT_CHARS = 1 << 10;
    private static final int KEPT_CHARS_MAX = 1 << 16;
    private static final char NO_MEANING = '\uffff';

    /** For each byte behind a backslash its character, or {@link #NO_MEANING}. */
    private static final char[] MEANINGS = meanings();

    private final JsonSource source;
    private char[] chars = new char[KEPT_CHARS];
    private int size;

    JsonStrings(JsonSource source) {
        this.source = source;
    }

    /** The string whose opening quote is at the position, which then is behind the closing one; null where refused. */
    @Nullable
    String read() {
        byte[] bytes = source.bytes;
        int from = source.position + 1;
        int at = JsonScan.plainUntil(bytes, from, source.end);
        if (at < source.end && bytes[at] == '"') {
            source.position = at + 1;
            // plain ASCII is the same in both, and this one needs no check
            return new String(bytes, from, at - from, ISO_8859_1);
        }
        return readMarked(from);
    }

    /** Gives back the memory that a long string took. */
    void trim() {
        if (chars.length > KEPT_CHARS_MAX) {
            chars = new char[KEPT_CHARS];
        }
    }

    /** Reads a string that is not plain ASCII from {@code from} to its closing quote. */
    private @Nullable String readMarked(int from) {
        byte[] bytes = source.bytes;
        int end = source.end;
        char[] out = chars;
        int length = 0;
        int at = from;
        while (at < end) {
            int plain = JsonScan.plainUntil(bytes, at, end) - at;
            if (length + plain + 2 > out.length) {
                out = grow(length + plain + 2);
            }
            inflate(bytes, at, out, length, plain);
            at += plain;
            length += plain;
            if (at == end) {
                break;
            }
            byte found = bytes[at];
            if (found == '"') {
                source.position = at + 1;
                return new String(out, 0, length);
            }
            char meaning = found == '\\' && at + 1 < end ? MEANINGS[bytes[at + 1] & 0xff] : NO_MEANING;
            if (meaning != NO_MEANING) {
                out[length++] = meaning;
                at += 2;
                continue;
            }
            size = length;
            at = special(found, at);
            if (at < 0) {
                return null;
            }
            length = size;
        }
        source.refuse(JsonCode.SYNTAX, end);
        return null;
    }

    /** Appends what is no plain ASCII, no quote and no escape of two bytes; the place behind it, or -1 where refused. */
    private int special(byte found, int at) {
        if (found < 0) {
            return decode(at);
        }
        if (found != '\\') {
            return refuse(JsonCode.STRING, at);
        }
        if (at + 1 == source.end) {
            return refuse(JsonCode.SYNTAX, source.end);
        }
        return source.bytes[at + 1] == 'u' ? unescapeUnit(at + 2) : refuse(JsonCode.STRING, at + 1);
    }

    // a loop of its own, which the compiler turns into vector instructions
    private static void inflate(byte[] ascii, int from, char[] to, int at, int length) {
        for (int i = 0; i < length; i++) {
            to[at + i] = (char) ascii[from + i];
        }
    }

    /** Room for {@code needed} characters in all. */
    private char[] grow(int needed) {
        chars = Arrays.copyOf(chars, needed + (needed >> 1));
        return chars;
    }

    /** Appends the character outside ASCII at {@code at}; the place behind it, or -1 where refused. */
    private int decode(int at) {
        int length = Utf8.lengthAt(source.bytes, at, source.end);
        if (length == 0) {
            return refuse(JsonCode.UTF8, at);
        }
        size += Character.toChars(Utf8.codePointAt(source.bytes, at, length), chars, size);
        return at + length;
    }

    /** Appends the UTF-16 unit or pair whose hexadecimal digits are at {@code at}. */
    private int unescapeUnit(int at) {
        int unit = hex(at);
        if (unit < 0) {
            return refuse(JsonCode.STRING, at);
        }
        char[] out = chars;
        out[size] = (char) unit;
        if (!Character.isSurrogate(out[size])) {
            size++;
            return at + 4;
        }
        boolean paired = Character.isHighSurrogate(out[size])
                && at + 6 <= source.end
                && source.bytes[at + 4] == '\\'
                && source.bytes[at + 5] == 'u';
        int low = paired ? hex(at + 6) : -1;
        if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return refuse(JsonCode.SURROGATE, at - 2);
        }
        out[size + 1] = (char) low;
        size += 2;
        return at + 10;
    }

    /** The four hexadecimal digits at {@code at}, or -1. */
    private int hex(int at) {
        if (at + 4 > source.end) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = source.bytes[i] < 0 ? -1 : Character.digit(source.bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private int refuse(String code, int at) {
        source.refuse(code, at);
        return -1;
    }

    private static char[] meanings() {
        char[] meanings = new char[256];
        Arrays.fill(meanings, NO_MEANING);
        meanings['"'] = '"';
        meanings['\\'] = '\\';
        meanings['/'] = '/';
        meanings['b'] = '\b';
        meanings['f'] = '\f';
        meanings['n'] = '\n';
        meanings['r'] = '\r';
        meanings['t'] = '\t';
        return meanings;
    }
}
