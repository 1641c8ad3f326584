package dev.sallyport.ledger.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** One line of a segment, without its end. */
final class Line {
    private static final byte[] HEAD = "{\"n\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHECK = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int NUMBER_DIGITS_MAX = 18;

    private final byte[] bytes;
    private final int from;
    private final int to;

    /** The line in {@code bytes} from {@code from} to {@code to}. */
    Line(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** True where its last member is the check of all bytes before that. */
    boolean isChecked() {
        int digits = to - TAIL.length - CRC_DIGITS;
        int check = digits - CHECK.length;
        if (check < from || !stands(CHECK, check) || !stands(TAIL, to - TAIL.length)) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, check - from);
        long said = 0;
        for (int i = digits; i < digits + CRC_DIGITS; i++) {
            int digit = digit(bytes[i]);
            if (digit < 0) {
                return false;
            }
            said = said << 4 | digit;
        }
        return said == crc.getValue();
    }

    private static int digit(byte c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The number of its entry; −1 where it does not begin with one. */
    long number() {
        int begin = from + HEAD.length;
        if (begin > to || !stands(HEAD, from)) {
            return -1;
        }
        long number = 0;
        int at = begin;
        for (; at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - begin <= NUMBER_DIGITS_MAX; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        boolean isOnlySpelling = at == begin + 1 || (at > begin && bytes[begin] != '0');
        return isOnlySpelling && at - begin <= NUMBER_DIGITS_MAX && at < to && bytes[at] == ',' ? number : -1;
    }

    private boolean stands(byte[] text, int at) {
        return Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    int sizeBytes() {
        return to - from;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
