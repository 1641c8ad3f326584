package dev.sallyport.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the strings of a text: plain ASCII straight from its bytes, others through strict UTF-8 and escapes. */
final class JsonStrings {
    private static final int KEPT_BYTES_MAX = 1 << 16;

    private final JsonSource source;
    private byte[] unescaped = new byte[256];
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
        return readMarked(from, at);
    }

    /** Gives back the memory that a long string took. */
    void trim() {
        if (unescaped.length > KEPT_BYTES_MAX) {
            unescaped = new byte[256];
        }
    }

    private @Nullable String readMarked(int from, int firstMark) {
        byte[] bytes = source.bytes;
        int end = source.end;
        int copied = from; // what lies before it is in the buffer
        int at = firstMark;
        size = 0;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] < 0) {
                at = Utf8.validUntil(bytes, at, end);
                if (at < end && bytes[at] < 0) {
                    source.refuse(JsonCode.UTF8, at);
                    return null;
                }
            } else if (bytes[at] == '\\') {
                append(bytes, copied, at);
                at = unescape(at + 1);
                if (at < 0) {
                    return null;
                }
                copied = at;
            } else {
                source.refuse(JsonCode.STRING, at);
                return null;
            }
            at = JsonScan.plainUntil(bytes, at, end);
        }
        if (at >= end) {
            source.refuse(JsonCode.SYNTAX, end);
            return null;
        }
        source.position = at + 1;
        if (copied == from) {
            return new String(bytes, from, at - from, UTF_8);
        }
        append(bytes, copied, at);
        return new String(unescaped, 0, size, UTF_8);
    }

    private void append(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, unescaped, size, to - from);
        size += to - from;
    }

    /** Leaves room for {@code added} more bytes and for the longest escape. */
    private void reserve(int added) {
        int needed = size + added + 4;
        if (needed > unescaped.length) {
            unescaped = Arrays.copyOf(unescaped, needed + (needed >> 1));
        }
    }

    /** Appends the meaning of the escape whose letter is at {@code at}; the place behind it, or -1 where refused. */
    private int unescape(int at) {
        if (at >= source.end) {
            return refuse(JsonCode.SYNTAX, source.end);
        }
        int letter = source.bytes[at];
        int meaning =
                switch (letter) {
                    case '"', '\\', '/' -> letter;
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> -1;
                };
        if (meaning >= 0) {
            unescaped[size++] = (byte) meaning;
            return at + 1;
        }
        return letter == 'u' ? unescapeUnit(at + 1) : refuse(JsonCode.STRING, at);
    }

    private int unescapeUnit(int at) {
        int unit = hex(at);
        if (unit < 0) {
            return refuse(JsonCode.STRING, at);
        }
        if (!Character.isSurrogate((char) unit)) {
            size += Utf8.encode(unit, unescaped, size);
            return at + 4;
        }
        boolean paired = Character.isHighSurrogate((char) unit)
                && at + 6 <= source.end
                && source.bytes[at + 4] == '\\'
                && source.bytes[at + 5] == 'u';
        int low = paired ? hex(at + 6) : -1;
        if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return refuse(JsonCode.SURROGATE, at - 2);
        }
        size += Utf8.encode(Character.toCodePoint((char) unit, (char) low), unescaped, size);
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
}
