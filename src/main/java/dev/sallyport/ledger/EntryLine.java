package dev.sallyport.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An entry as a segment holds it: one line, one JSON object, whose first member is its number and whose last is a check of all bytes before
 * it: <code>{"n":7,…,"crc":"0a1b2c3d"}</code>. The check finds what a disk did; what people did is found by the tree.
 */
final class EntryLine {
    /** The longest line: more than any entry needs. */
    static final int BYTES_MAX = 1 << 20;

    private static final byte[] HEAD = "{\"n\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHECK = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int TAIL_BYTES = CHECK.length + CRC_DIGITS + TAIL.length;
    private static final int NUMBER_DIGITS_MAX = 19;

    private EntryLine() {}

    /** The room that a line with that many bytes of members may take, its end included. */
    static int roomBytes(int membersBytes) {
        return HEAD.length + NUMBER_DIGITS_MAX + 1 + membersBytes + TAIL_BYTES + 1;
    }

    /** True where a line with that many bytes of members is no longer than the longest. */
    static boolean fits(int membersBytes) {
        return membersBytes < BYTES_MAX && roomBytes(membersBytes) <= BYTES_MAX;
    }

    /**
     * Writes the line of entry {@code number} into {@code target}, which has an array and the room.
     *
     * @param members where the members of the object are that stand between its number and its check, without braces
     */
    static void write(long number, byte[] members, ByteBuffer target) {
        byte[] line = target.array();
        int begin = target.arrayOffset() + target.position();
        int end = put(HEAD, line, begin);
        end = digits(number, line, end);
        line[end++] = ',';
        end = put(members, line, end);
        int crc = crc(line, begin, end);
        end = put(CHECK, line, end);
        for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
            line[end++] = DIGITS[crc >>> shift & 0xf];
        }
        end = put(TAIL, line, end);
        line[end++] = '\n';
        target.position(end);
    }

    private static int put(byte[] text, byte[] target, int at) {
        System.arraycopy(text, 0, target, at, text.length);
        return at + text.length;
    }

    private static int digits(long number, byte[] target, int at) {
        int count = 1;
        for (long rest = number; rest > 9; rest /= 10) {
            count++;
        }
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        return at + count;
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** True where these bytes, which do not include the end of the line, are the line of entry {@code number}. */
    static boolean is(long number, byte[] bytes, int from, int to) {
        int check = to - TAIL_BYTES;
        if (check <= from
                || !starts(HEAD, bytes, from)
                || !starts(CHECK, bytes, check)
                || !starts(TAIL, bytes, to - 2)) {
            return false;
        }
        byte[] text = new byte[NUMBER_DIGITS_MAX + 1];
        int end = digits(number, text, 0);
        text[end++] = ',';
        int at = from + HEAD.length;
        for (int i = 0; i < end; i++) {
            if (at + i >= check || bytes[at + i] != text[i]) {
                return false;
            }
        }
        int crc = crc(bytes, from, check);
        for (int i = 0; i < CRC_DIGITS; i++) {
            if (bytes[check + CHECK.length + i] != DIGITS[crc >>> (Integer.SIZE - 4 - 4 * i) & 0xf]) {
                return false;
            }
        }
        return true;
    }

    /** The number with which a line begins; −1 where it begins with none. */
    static long number(byte[] bytes, int from, int to) {
        if (to - from <= HEAD.length || !starts(HEAD, bytes, from)) {
            return -1;
        }
        long number = -1;
        for (int at = from + HEAD.length; at < to && at < from + HEAD.length + NUMBER_DIGITS_MAX - 1; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = Math.max(0, number) * 10 + digit;
        }
        return number;
    }

    /** The members of the entry whose line this is. */
    static byte[] members(byte[] bytes, int from, int to) {
        int begin = from + HEAD.length;
        while (bytes[begin] != ',') {
            begin++;
        }
        return Arrays.copyOfRange(bytes, begin + 1, to - TAIL_BYTES);
    }

    private static boolean starts(byte[] text, byte[] bytes, int at) {
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
