package dev.sallyport.practice.validation.argument;

/** The disguises in which characters reach a server: percent-encodings, overlong ones too, and look-alikes. */
final class Spelling {
    /** How often a value is decoded before it is taken as it stands. */
    static final int ROUNDS_MAX = 3;

    private Spelling() {}

    /** True where {@code text} has a control character of ASCII or Latin-1. */
    static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** True for the control characters of ASCII and Latin-1. */
    static boolean isControl(char c) {
        return c < 0x20 || (c >= 0x7f && c <= 0x9f);
    }

    /** True for a slash, a backslash, or what some program takes for one. */
    static boolean isSlash(char c) {
        return switch (c) {
            case '/', '\\', '\uFF0F', '\uFF3C', '\u2215', '\u2044', '\u29F8', '\u29F5' -> true;
            default -> false;
        };
    }

    /** How many dots {@code c} stands for: none, one, or two. */
    static int dots(char c) {
        return switch (c) {
            case '.', '\uFF0E', '\u2024', '\u3002', '\uFF61' -> 1;
            case '\u2025' -> 2;
            default -> 0;
        };
    }

    /**
     * One round of lenient percent-decoding: overlong and broken UTF-8 is decoded as careless programs do, {@code %uXXXX}
     * too; what is no encoding stays as it is. The very same text where nothing was encoded.
     */
    static String decode(String text) {
        int first = text.indexOf('%');
        if (first < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        out.append(text, 0, first);
        for (int i = first; i < text.length(); ) {
            int octet = octet(text, i);
            if (octet >= 0) {
                i = decodeRun(text, i, octet, out);
            } else if (text.startsWith("%u", i) && hex(text, i + 2, 4) >= 0) {
                out.append((char) hex(text, i + 2, 4));
                i += 6;
            } else {
                out.append(text.charAt(i++));
            }
        }
        return out.toString();
    }

    /** The octet encoded at {@code at}, or -1. */
    static int octet(String text, int at) {
        return at < text.length() && text.charAt(at) == '%' ? hex(text, at + 1, 2) : -1;
    }

    private static int decodeRun(String text, int start, int lead, StringBuilder out) {
        int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        int value = lead & (more == 0 ? 0xFF : 0x3F >> more);
        int at = start + 3;
        for (int i = 0; i < more; i++) {
            int next = octet(text, at);
            if (next < 0 || (next & 0xC0) != 0x80) {
                out.append((char) lead);
                return start + 3;
            }
            value = value << 6 | (next & 0x3F);
            at += 3;
        }
        out.appendCodePoint(value <= Character.MAX_CODE_POINT ? value : 0xFFFD);
        return at;
    }

    private static int hex(String text, int start, int count) {
        if (start + count > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < start + count; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
