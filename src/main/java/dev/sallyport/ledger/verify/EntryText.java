package dev.sallyport.ledger.verify;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that must be one JSON object, no member of which is there twice. Source: RFC 8259. */
final class EntryText {
    private static final Pattern STRING =
            Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"");
    private static final Pattern SCALAR =
            Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null");
    private static final int DEPTH_MAX = 500;

    private final String text;
    private final Matcher strings;
    private final Matcher scalars;
    private int at;

    private EntryText(String text) {
        this.text = text;
        this.strings = STRING.matcher(text);
        this.scalars = SCALAR.matcher(text);
    }

    /** True where {@code bytes}, in UTF-8, are one. */
    static boolean isOne(ByteBuffer bytes) {
        try {
            EntryText read = new EntryText(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            return read.isObject(0) && read.at == read.text.length();
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private boolean isObject(int depth) {
        if (!takes('{') || depth > DEPTH_MAX) {
            return false;
        }
        Set<String> names = new HashSet<>();
        boolean more = !takes('}');
        while (more) {
            int begin = at;
            // the names that a writer of entries uses have one spelling; another is taken for another name
            if (!takes(strings) || !names.add(text.substring(begin, at)) || !takes(':') || !isValue(depth)) {
                return false;
            }
            more = takes(',');
            if (!more && !takes('}')) {
                return false;
            }
        }
        return true;
    }

    private boolean isArray(int depth) {
        if (!takes('[') || depth > DEPTH_MAX) {
            return false;
        }
        boolean more = !takes(']');
        while (more) {
            if (!isValue(depth)) {
                return false;
            }
            more = takes(',');
            if (!more && !takes(']')) {
                return false;
            }
        }
        return true;
    }

    private boolean isValue(int depth) {
        char next = at < text.length() ? text.charAt(at) : ' ';
        return switch (next) {
            case '{' -> isObject(depth + 1);
            case '[' -> isArray(depth + 1);
            case '"' -> takes(strings);
            default -> takes(scalars);
        };
    }

    private boolean takes(char wanted) {
        boolean stands = at < text.length() && text.charAt(at) == wanted;
        at += stands ? 1 : 0;
        return stands;
    }

    private boolean takes(Matcher wanted) {
        boolean stands = wanted.region(at, text.length()).lookingAt();
        at = stands ? wanted.end() : at;
        return stands;
    }
}
