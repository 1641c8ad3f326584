package dev.sallyport.settings.binding;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells a text that looks like a secret, by the name under which it stands or by its form. */
public final class PlainSecrets {
    private static final Set<String> SECRET = Set.of(
            "token",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "authorization",
            "apikey",
            "credential",
            "credentials");
    /** What follows such a word where the value only speaks about the secret. */
    private static final Set<String> ABOUT = Set.of(
            "file",
            "path",
            "name",
            "type",
            "id",
            "url",
            "uri",
            "length",
            "size",
            "limit",
            "ttl",
            "count",
            "header",
            "mode",
            "algorithm",
            "enabled",
            "endpoint",
            "env",
            "prefix");
    /** A word boundary: what is no letter or digit, and where small letters go over into large ones. */
    private static final Pattern BOUNDARY = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");
    /** The forms in which well-known issuers write their tokens, JSON Web Tokens, private keys, and passwords in URLs. */
    private static final Pattern FORM = Pattern.compile("\\b(?:gh[pousr]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20}"
            + "|glpat-[A-Za-z0-9_-]{16}|sk-[A-Za-z0-9_-]{16}|xox[abeprs]-[A-Za-z0-9-]{10}|A[KS]IA[A-Z0-9]{16}\\b"
            + "|AIza[A-Za-z0-9_-]{35}|eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.)|-----BEGIN [A-Z ]*PRIVATE KEY-----"
            + "|[a-z]://[^/@:\\s]*:[^/@\\s]+@");

    private static final Pattern SCHEME = Pattern.compile("(?i)^(?:bearer|basic|token|digest)\\b");
    private static final Pattern NO_SECRET =
            Pattern.compile("(?i)[0-9]{0,6}|true|false|yes|no|on|off|none|null|\\.{0,2}/.*");
    private static final int KEY_CHARS_MIN = 12;

    private PlainSecrets() {}

    /** True where {@code text}, which stands under {@code name}, looks like a secret. */
    public static boolean isOne(String name, String text) {
        if (FORM.matcher(text).find()) {
            return true;
        }
        String core = SCHEME.matcher(text.strip()).replaceFirst("").strip();
        if (NO_SECRET.matcher(core).matches()) {
            return false;
        }
        List<String> words = BOUNDARY.splitAsStream(name)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        if (words.isEmpty() || ABOUT.contains(words.getLast())) {
            return false;
        }
        return words.stream().anyMatch(SECRET::contains) || (words.getLast().equals("key") && isLikeAKey(core));
    }

    /** A key of an interface, and not that of a map: long, in one piece, with letters and digits. */
    private static boolean isLikeAKey(String text) {
        return text.length() >= KEY_CHARS_MIN
                && text.chars().noneMatch(Character::isWhitespace)
                && text.chars().anyMatch(Character::isDigit)
                && text.chars().anyMatch(Character::isLetter);
    }
}
