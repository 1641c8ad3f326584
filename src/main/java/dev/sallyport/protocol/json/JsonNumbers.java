package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/** Reads the numbers of a text: up to 18 digits by counting along, longer ones by {@link BigInteger}. */
final class JsonNumbers {
    private static final int LONG_DIGITS = 18;
    private static final int EXPONENT_MAX = 999;

    private final JsonSource source;
    private final int digitsMax;

    /** The digits of the number at hand as one integer without sign; right for up to {@link #LONG_DIGITS} of them. */
    private long unscaled;

    JsonNumbers(JsonSource source, int digitsMax) {
        this.source = source;
        this.digitsMax = digitsMax;
    }

    /** The number at the position, which then is behind it; null where refused. */
    @Nullable
    JsonNode read() {
        byte[] bytes = source.bytes;
        int end = source.end;
        int start = source.position;
        int whole = bytes[start] == '-' ? start + 1 : start;
        unscaled = 0;
        int at = digits(whole);
        if (at == whole || (bytes[whole] == '0' && at > whole + 1)) {
            return source.refuse(JsonCode.SYNTAX, at == whole ? whole : whole + 1);
        }
        int wholeEnd = at;
        if (at < end && bytes[at] == '.') {
            at = digits(wholeEnd + 1);
            if (at == wholeEnd + 1) {
                return source.refuse(JsonCode.SYNTAX, at);
            }
        }
        int scale = Math.max(0, at - wholeEnd - 1);
        int exponent = at < end && (bytes[at] | 0x20) == 'e' ? at : -1;
        if (at - start > 4 * digitsMax) {
            return source.refuse(JsonCode.NUMBER, start);
        }
        source.position = at;
        if (exponent < 0 && scale == 0) {
            return integer(start, whole, at);
        }
        if (exponent >= 0) {
            return scientific(start, whole, wholeEnd, scale);
        }
        if (at - whole - 1 <= LONG_DIGITS) {
            return DecimalNode.valueOf(BigDecimal.valueOf(bytes[start] == '-' ? -unscaled : unscaled, scale));
        }
        return decimal(start, new BigDecimal(text(start, at)));
    }

    /** Counts digits into {@link #unscaled}; the place behind them. */
    private int digits(int from) {
        byte[] bytes = source.bytes;
        int end = source.end;
        long value = unscaled;
        int at = from;
        while (at < end) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            at++;
        }
        unscaled = value;
        return at;
    }

    private @Nullable JsonNode integer(int start, int whole, int end) {
        if (end - whole <= LONG_DIGITS) {
            long value = start == whole ? unscaled : -unscaled;
            return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
        }
        if (end - whole > digitsMax) {
            return source.refuse(JsonCode.NUMBER, start);
        }
        BigInteger value = new BigInteger(text(start, end));
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    /** A number with an exponent, whose letter is at the position. */
    private @Nullable JsonNode scientific(int start, int whole, int wholeEnd, int scale) {
        byte[] bytes = source.bytes;
        int end = source.end;
        int mark = source.position;
        int from = mark + 1;
        boolean down = from < end && bytes[from] == '-';
        if (down || (from < end && bytes[from] == '+')) {
            from++;
        }
        int at = from;
        int exponent = 0;
        for (; at < end && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            exponent = Math.min(exponent * 10 + bytes[at] - '0', EXPONENT_MAX * 2);
        }
        if (at == from) {
            return source.refuse(JsonCode.SYNTAX, at);
        }
        if (exponent > EXPONENT_MAX || at - start > 4 * digitsMax) {
            return source.refuse(JsonCode.NUMBER, start);
        }
        source.position = at;
        String sign = whole == start ? "" : "-";
        String fraction = scale == 0 ? "" : text(wholeEnd + 1, mark);
        BigInteger digits = new BigInteger(sign + text(whole, wholeEnd) + fraction);
        return decimal(start, new BigDecimal(digits, down ? scale + exponent : scale - exponent));
    }

    private @Nullable JsonNode decimal(int start, BigDecimal value) {
        return value.precision() <= digitsMax && survivesDouble(value)
                ? DecimalNode.valueOf(value)
                : source.refuse(JsonCode.NUMBER, start);
    }

    /** True where a double can hold the magnitude: neither infinite nor, unless it is zero, zero. */
    private static boolean survivesDouble(BigDecimal value) {
        if (value.signum() == 0) {
            return Math.abs(value.scale()) <= EXPONENT_MAX;
        }
        int magnitude = value.precision() - 1 - value.scale();
        if (Math.abs(magnitude) < 307) {
            return true;
        }
        double nearest = magnitude > 310 ? Double.POSITIVE_INFINITY : magnitude < -330 ? 0 : value.doubleValue();
        return nearest != 0 && !Double.isInfinite(nearest);
    }

    private String text(int from, int to) {
        return new String(source.bytes, from, to - from, ISO_8859_1);
    }
}
