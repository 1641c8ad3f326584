package dev.sallyport.practice.access.approval;

import java.util.HexFormat;

/** Text as people may be shown it: what a terminal or a browser would obey, or what would change the order of letters, is spelled out. */
public final class Visible {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Visible() {}

    /** {@code text} with control, format and separator characters, and halves of characters, as <code>&#92;uXXXX</code>. */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                visible.appendCodePoint(c);
            } else if (c > 0xFFFF) {
                visible.append("\\u{").append(HEX.toHexDigits(c, 6)).append('}');
            } else {
                visible.append("\\u").append(HEX.toHexDigits(c, 4));
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
