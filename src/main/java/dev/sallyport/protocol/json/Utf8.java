package dev.sallyport.protocol.json;

/** Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. Source: RFC 3629 §4. */
final class Utf8 {
    private Utf8() {}

    /** The length of the valid sequence at {@code at}, or 0. */
    static int lengthAt(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0xC2) {
            return 0;
        }
        if (first < 0xE0) {
            return end - at >= 2 && follows(bytes[at + 1]) ? 2 : 0;
        }
        if (first < 0xF0) {
            return end - at >= 3 && secondOfThree(first, bytes[at + 1]) && follows(bytes[at + 2]) ? 3 : 0;
        }
        return first < 0xF5
                        && end - at >= 4
                        && secondOfFour(first, bytes[at + 1])
                        && follows(bytes[at + 2])
                        && follows(bytes[at + 3])
                ? 4
                : 0;
    }

    private static boolean follows(byte next) {
        return next < (byte) 0xC0;
    }

    private static boolean secondOfThree(int first, byte second) {
        return follows(second) && (first != 0xE0 || second >= (byte) 0xA0) && (first != 0xED || second < (byte) 0xA0);
    }

    private static boolean secondOfFour(int first, byte second) {
        return follows(second) && (first != 0xF0 || second >= (byte) 0x90) && (first != 0xF4 || second < (byte) 0x90);
    }

    /** The code point of the valid sequence of {@code length} bytes at {@code at}. */
    static int codePointAt(byte[] bytes, int at, int length) {
        int codePoint = bytes[at] & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            codePoint = (codePoint << 6) | (bytes[at + i] & 0x3F);
        }
        return codePoint;
    }
}
