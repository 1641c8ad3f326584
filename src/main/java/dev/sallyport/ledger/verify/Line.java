package dev.sallyport.ledger.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** One line of a segment, without its end. */
record Line(byte[] bytes, int from, int to) {
    private static final int CHECK_BYTES = ",\"crc\":\"00000000\"}".length();
    private static final int DIGITS_FROM_END = 10;

    /** True where its last member is the check of all bytes before that. */
    boolean isChecked() {
        int check = to - CHECK_BYTES;
        if (check < from
                || !text(check, check + 8).equals(",\"crc\":\"")
                || !text(to - 2, to).equals("\"}")) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, check - from);
        long said = 0;
        for (int i = to - DIGITS_FROM_END; i < to - 2; i++) {
            int digit = "0123456789abcdef".indexOf(bytes[i]);
            if (digit < 0) {
                return false;
            }
            said = said << 4 | digit;
        }
        return said == crc.getValue();
    }

    /** The number of its entry; −1 where it does not begin with one. */
    long number() {
        if (!text(from, Math.min(to, from + 5)).equals("{\"n\":")) {
            return -1;
        }
        long number = 0;
        int at = from + 5;
        for (; at < to && bytes[at] >= '0' && bytes[at] <= '9' && at < from + 24; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        boolean isOnlySpelling = at == from + 6 || (at > from + 6 && bytes[from + 5] != '0');
        return isOnlySpelling && at < to && bytes[at] == ',' && number >= 0 ? number : -1;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private String text(int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }
}
