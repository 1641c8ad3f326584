package dev.sallyport.protocol.json;

/** A part of a text, never with half of a character: a text with half of a surrogate pair has no form in UTF-8. */
public final class Clip {
    private Clip() {}

    /** The first {@code charsMax} UTF-16 units of {@code text}, or one less; all of it where it has no more. */
    public static String start(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        boolean splits = charsMax > 0 && Character.isHighSurrogate(text.charAt(charsMax - 1));
        return text.substring(0, splits ? charsMax - 1 : charsMax);
    }

    /** The last {@code charsMax} UTF-16 units of {@code text}, or one less; all of it where it has no more. */
    public static String end(String text, int charsMax) {
        int from = text.length() - charsMax;
        if (from <= 0) {
            return text;
        }
        boolean splits = charsMax > 0 && Character.isLowSurrogate(text.charAt(from));
        return text.substring(splits ? from + 1 : from);
    }
}
