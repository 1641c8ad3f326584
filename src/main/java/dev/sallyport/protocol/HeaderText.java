package dev.sallyport.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Text as a header field carries it: as it is where it is plain visible ASCII, else in the {@code =?base64?…?=} form. Source: MCP
 * 2026-07-28, Streamable HTTP, Header Value Encoding.
 */
public final class HeaderText {
    private static final String BEGIN = "=?base64?";
    private static final String END = "?=";

    private HeaderText() {}

    /** The field value for {@code text}. */
    public static String encode(String text) {
        return isPlain(text)
                ? text
                : BEGIN + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + END;
    }

    /** The text of a field value; a broken encoded form is taken as the text that it is. */
    public static String decode(String value) {
        if (!value.startsWith(BEGIN) || !value.endsWith(END) || value.length() < BEGIN.length() + END.length()) {
            return value;
        }
        String encoded = value.substring(BEGIN.length(), value.length() - END.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            // one text has one encoding: what is not padded as it must be is no encoding
            return Base64.getEncoder().encodeToString(bytes).equals(encoded)
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : value;
        } catch (IllegalArgumentException _) {
            return value;
        }
    }

    private static boolean isPlain(String text) {
        if (text.isEmpty()
                || text.charAt(0) == ' '
                || text.charAt(text.length() - 1) == ' '
                || text.startsWith(BEGIN)) {
            return text.isEmpty();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
