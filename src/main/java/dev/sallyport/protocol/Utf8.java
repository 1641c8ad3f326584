package dev.sallyport.protocol;

/** Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. Source: RFC 3629 §4. */
final class Utf8 {
    private Utf8() {}

    /**
     * The place behind a run of characters outside ASCII: its byte is ASCII, or it is {@code end}, or what begins there
     * is not valid.
     */
    static int validUntil(byte[] bytes, int at, int end) {
        int place = at;
        while (place < end && bytes[place] < 0) {
            int length = lengthAt(bytes, place, end);
            if (length == 0) {
                return place;
            }
            place += length;
        }
        return place;
    }

    /** The length of the valid sequence at {@code at}, or 0. */
    private static int lengthAt(byte[] bytes, int at, int end) {
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

    /** Writes a code point that is no surrogate; the number of bytes taken, at most four. */
    static int encode(int codePoint, byte[] target, int at) {
        if (codePoint < 0x80) {
            target[at] = (byte) codePoint;
            return 1;
        }
        int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        int rest = codePoint;
        for (int i = length - 1; i > 0; i--) {
            target[at + i] = (byte) (0x80 | (rest & 0x3F));
            rest >>= 6;
        }
        target[at] = (byte) ((0xF00 >> length) | rest);
        return length;
    }
}
