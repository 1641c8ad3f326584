package dev.sallyport.practice.access.approval;

/** Text as people may be shown it: what a terminal or a browser would obey, or what would change the order of letters, is spelled out. */
public final class Visible {
    private Visible() {}

    /** {@code text} with control, format and separator characters, and halves of characters, as <code>&#92;uXXXX</code>. */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                visible.appendCodePoint(c);
            } else if (c > 0xFFFF) {
                visible.append("\\u{%X}".formatted(c));
            } else {
                visible.append("\\u%04X".formatted(c));
            }
        });
        return visible.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> c == ' ' || !Character.isSpaceChar(c);
        };
    }
}
