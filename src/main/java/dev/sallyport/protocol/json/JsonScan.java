package dev.sallyport.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches eight bytes at a time for those that end a run of plain string content.
 *
 * <p>A mark is the high bit of a byte; only the lowest mark of a word is exact, since a subtraction borrows upwards.
 */
final class JsonScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int ascii = ' '; ascii < 0x80; ascii++) {
            PLAIN[ascii] = ascii != '"' && ascii != '\\';
        }
    }

    private JsonScan() {}

    /** The eight bytes at {@code at}, the first one lowest. */
    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** Marks quotes, backslashes, control characters and bytes outside ASCII. */
    static long marks(long word) {
        // an ASCII byte less one has its high bit set only where it was zero; other bytes are marked by themselves
        return (((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | (word - SPACES) | word) & HIGHS;
    }

    /** How many bytes lie below the lowest mark. */
    static int below(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /** The first place from {@code at} that is no plain ASCII content of a string, or {@code end}. */
    static int plainUntil(byte[] bytes, int at, int end) {
        int place = at;
        for (; place <= end - Long.BYTES; place += Long.BYTES) {
            long marks = marks(word(bytes, place));
            if (marks != 0) {
                return place + below(marks);
            }
        }
        while (place < end && plain(bytes[place])) {
            place++;
        }
        return place;
    }

    /** True for ASCII that stands for itself in a string. */
    static boolean plain(byte ascii) {
        return PLAIN[ascii & 0xff];
    }
}
