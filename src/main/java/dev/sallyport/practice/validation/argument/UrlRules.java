package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a URL argument may not be, by spelling alone: one with a scheme outside a short list, with credentials, with a
 * private host, or one that two parsers read differently.
 *
 * <p>{@code file:} is refused: it makes a server read its own disk, where a path argument would be judged as a path.
 * Texts without a scheme are judged as if one stood before them, as many fetchers put it there.
 * Source: WHATWG URL; RFC 3986; CWE-918.
 */
final class UrlRules {
    private static final Set<String> WEB = Set.of("http", "https", "ws", "wss", "ftp", "ftps");
    private static final Set<String> REMOTE = Set.of("ssh", "git", "git+ssh", "git+https", "git+http", "sftp");
    private static final Set<String> HOSTLESS = Set.of("data", "mailto", "tel", "about", "urn");

    private UrlRules() {}

    static @Nullable Reason judge(String text, Set<String> exempt) {
        String url = text.strip();
        if (Spelling.hasControl(text)) {
            return ArgumentReasons.URL_AMBIGUOUS;
        }
        int colon = schemeEnd(url);
        if (colon < 0) {
            int path = scpPath(url);
            if (path > 0) {
                return host(url.substring(url.indexOf('@') + 1, path), exempt);
            }
            return url.startsWith("/") && !url.startsWith("//") && !url.startsWith("/\\")
                    ? null
                    : authority(url, 0, false, exempt);
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (WEB.contains(scheme) || REMOTE.contains(scheme)) {
            return authority(url, colon + 1, REMOTE.contains(scheme), exempt);
        }
        if (HOSTLESS.contains(scheme)) {
            return null;
        }
        return isPort(url, colon + 1) ? authority(url, 0, false, exempt) : ArgumentReasons.URL_SCHEME;
    }

    private static @Nullable Reason authority(String url, int from, boolean user, Set<String> exempt) {
        int start = from;
        while (start < url.length() && isSeparator(url.charAt(start))) {
            if (url.charAt(start++) == '\\') {
                return ArgumentReasons.URL_AMBIGUOUS;
            }
        }
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            if (url.charAt(end++) == '\\') {
                return ArgumentReasons.URL_AMBIGUOUS;
            }
        }
        int at = url.lastIndexOf('@', end - 1);
        if (at >= start && !(user && isPlainUser(url, start, at))) {
            return ArgumentReasons.URL_CREDENTIALS;
        }
        Reason reason = host(url.substring(Math.max(start, at + 1), end), exempt);
        return reason == null && end < url.length() && url.charAt(end) != '/' ? secondReading(url, end) : reason;
    }

    private static @Nullable Reason host(String authority, Set<String> exempt) {
        if (exempt.contains(authority)) {
            return null;
        }
        int colon = HostRules.portColon(authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (exempt.contains(host)) {
            return null;
        }
        if (colon >= 0 && colon + 1 < authority.length() && !isPort(authority, colon + 1)) {
            return ArgumentReasons.URL_AMBIGUOUS;
        }
        return switch (HostRules.kind(host)) {
            case PUBLIC -> null;
            case PRIVATE, SINGLE_LABEL -> ArgumentReasons.URL_PRIVATE_ADDRESS;
            case BROKEN -> ArgumentReasons.URL_AMBIGUOUS;
        };
    }

    /** Some parsers take {@code http://a?@b/} to name {@code b}: refused where that reading is private. */
    private static @Nullable Reason secondReading(String url, int from) {
        int at = url.indexOf('@', from);
        if (at < 0) {
            return null;
        }
        int end = at + 1;
        while (end < url.length() && "/?#\\&:".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return HostRules.kind(url.substring(at + 1, end)) == HostRules.Kind.PRIVATE
                ? ArgumentReasons.URL_AMBIGUOUS
                : null;
    }

    /** The colon before the path of {@code git@host:path}, or -1. Source: git-clone, Git URLs. */
    private static int scpPath(String url) {
        int at = url.indexOf('@');
        int colon = at < 0 ? -1 : url.indexOf(':', at);
        boolean plain = colon > 0 && isPlainUser(url, 0, at) && !url.startsWith("[", at + 1);
        return plain && url.lastIndexOf('/', colon) < 0 && url.lastIndexOf('\\', colon) < 0 ? colon : -1;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '\\';
    }

    private static int schemeEnd(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    /** True for one to five digits, at most 65535, up to the end of the authority. */
    private static boolean isPort(String url, int start) {
        int value = 0;
        int i = start;
        for (; i < url.length() && "/?#".indexOf(url.charAt(i)) < 0; i++) {
            char c = url.charAt(i);
            value = value * 10 + (c - '0');
            if (c < '0' || c > '9' || value > 65_535) {
                return false;
            }
        }
        return i > start;
    }

    private static boolean isPlainUser(String url, int start, int at) {
        for (int i = start; i < at; i++) {
            char c = url.charAt(i);
            if (c >= 0x80 || !(Character.isLetterOrDigit(c) || c == '_' || (c == '-' && i > start))) {
                return false;
            }
        }
        return at > start;
    }
}
