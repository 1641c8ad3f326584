package dev.sallyport.pipeline.use;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The plain form of the URI of a resource, by which a rule about it is found however a client spells it: scheme and authority in small
 * letters, nothing percent-encoded, no empty and no {@code .} segments, a file without its host. What climbs was refused before.
 * Source: RFC 3986 §6.2.2; RFC 8089 §2.
 */
public final class UriForm {
    private static final int ROUNDS_MAX = 3;
    private static final String FILE = "file:";

    private UriForm() {}

    /** The plain form of {@code uri}: the same text where it is plain already, which costs one look at it. */
    public static String plain(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0 || isPlain(uri, colon)) {
            return uri;
        }
        String scheme = uri.substring(0, colon + 1).toLowerCase(Locale.ROOT);
        int query = query(uri, colon + 1);
        String rest = uri.substring(colon + 1, query);
        String after = decoded(uri.substring(query));
        if (!rest.startsWith("//")) {
            String path = decoded(rest);
            return scheme.equals(FILE) && path.startsWith("/")
                    ? FILE + "//" + squeezed(path) + after
                    : scheme + path + after;
        }
        int slash = rest.indexOf('/', 2);
        String host =
                decoded(rest.substring(2, slash < 0 ? rest.length() : slash)).toLowerCase(Locale.ROOT);
        boolean here = scheme.equals(FILE) && host.equals("localhost");
        return scheme + "//" + (here ? "" : host) + (slash < 0 ? "" : squeezed(decoded(rest.substring(slash)))) + after;
    }

    /** Where query or fragment begin, or the end. */
    private static int query(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            if (uri.charAt(i) == '?' || uri.charAt(i) == '#') {
                return i;
            }
        }
        return uri.length();
    }

    private static boolean isPlain(String uri, int colon) {
        boolean authority = uri.startsWith("//", colon + 1);
        int slash = authority ? uri.indexOf('/', colon + 3) : colon + 1;
        int path = slash < 0 ? uri.length() : slash;
        for (int i = 0; i < path; i++) {
            char c = uri.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        boolean file = uri.startsWith(FILE);
        return uri.indexOf('%') < 0
                && isSqueezed(uri, path)
                && (!file || path == FILE.length() + 2 || !(authority || uri.startsWith("/", colon + 1)));
    }

    private static boolean isSqueezed(String uri, int from) {
        if (from >= uri.length() || uri.charAt(from) != '/') {
            return true;
        }
        int end = query(uri, from);
        int empty = uri.indexOf("//", from);
        int stays = uri.indexOf("/./", from);
        return (empty < 0 || empty >= end) && (stays < 0 || stays >= end) && !uri.startsWith("/.", end - 2);
    }

    /** The path without empty segments and those that stay where they are. */
    private static String squeezed(String path) {
        StringBuilder plain = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            boolean empty = end == at + 1 || (end == at + 2 && path.charAt(at + 1) == '.');
            if (!empty) {
                plain.append(path, at, end);
            } else if (next < 0) {
                plain.append('/');
            }
            at = end;
        }
        return plain.toString();
    }

    private static String decoded(String text) {
        String plain = text;
        for (int i = 0; i < ROUNDS_MAX && plain.indexOf('%') >= 0; i++) {
            plain = decodedOnce(plain);
        }
        return plain;
    }

    /** What is percent-encoded, as it is; a sign that begins no octet stays. */
    private static String decodedOnce(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            boolean octet = text.charAt(i) == '%'
                    && i + 2 < text.length()
                    && HexFormat.isHexDigit(text.charAt(i + 1))
                    && HexFormat.isHexDigit(text.charAt(i + 2));
            if (octet) {
                bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                int end = Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length() ? i + 2 : i + 1;
                bytes.put(StandardCharsets.UTF_8.encode(CharBuffer.wrap(text, i, end)));
                i = end - 1;
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
