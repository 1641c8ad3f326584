package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the URIs of resources: any scheme that a server defines is legal; what climbs, hides or breaks is not.
 * Source: RFC 3986; MCP 2026-07-28, Resources, Security.
 */
public final class ResourceUris {
    private static final int LENGTH_MAX = 8_192;
    private static final Set<String> WEB = Set.of("http", "https", "ws", "wss", "ftp", "ftps");

    private final Set<String> exempt;

    /**
     * A judge of resource URIs.
     *
     * @param exemptHosts hosts, with or without a port, in lower case, that may be private
     */
    public ResourceUris(Set<String> exemptHosts) {
        this.exempt = Set.copyOf(exemptHosts);
    }

    /** Passes, or denies with the first thing that is wrong with {@code uri}. */
    public Verdict judge(String uri) {
        Reason reason = reason(uri);
        return reason == null ? Verdict.PASS : new Verdict.Deny(reason, Hint.Mend.at("/uri", RuleSentences.of(reason)));
    }

    private @Nullable Reason reason(String uri) {
        if (uri.length() > LENGTH_MAX) {
            return ArgumentReasons.URI_LENGTH;
        }
        int colon = uri.indexOf(':');
        if (!isScheme(uri, colon)) {
            return ArgumentReasons.URI_SCHEME;
        }
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (Spelling.isControl(c) || Character.isWhitespace(c) || "\\\"<>^`".indexOf(c) >= 0) {
                return ArgumentReasons.URI_CHARACTERS;
            }
        }
        Reason encoded = encoding(uri);
        if (encoded != null) {
            return encoded;
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        return WEB.contains(scheme) ? UrlRules.judge(uri, exempt) : scheme.equals("file") ? file(uri, colon) : null;
    }

    private static @Nullable Reason encoding(String uri) {
        String spelled = uri;
        for (int round = 0; round <= Spelling.ROUNDS_MAX; round++) {
            if (climbs(spelled)) {
                return ArgumentReasons.URI_TRAVERSAL;
            }
            if (round > 0 && Spelling.hasControl(spelled)) {
                return ArgumentReasons.URI_ENCODING;
            }
            if (round == 0 && !isWellEncoded(spelled)) {
                return ArgumentReasons.URI_ENCODING;
            }
            String decoded = Spelling.decode(spelled);
            if (decoded.equals(spelled)) {
                return null;
            }
            spelled = decoded;
        }
        return null;
    }

    /** Query and fragment end a path, and their parts are segments of their own. */
    private static boolean climbs(String spelled) {
        return PathRules.climbs(
                spelled.replace('?', '/').replace('#', '/').replace('=', '/').replace('&', '/'));
    }

    /** Every percent sign starts an octet, and no octet starts an overlong form. Source: RFC 3986 §2.1, RFC 3629 §3. */
    private static boolean isWellEncoded(String uri) {
        for (int i = uri.indexOf('%'); i >= 0; i = uri.indexOf('%', i + 1)) {
            int octet = Spelling.octet(uri, i);
            boolean overlong = octet == 0xC0
                    || octet == 0xC1
                    || octet > 0xF4
                    || (octet == 0xE0 && isBelow(uri, i + 3, 0xA0))
                    || (octet == 0xF0 && isBelow(uri, i + 3, 0x90));
            if (octet < 0 || overlong) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBelow(String uri, int at, int bound) {
        int octet = Spelling.octet(uri, at);
        return octet >= 0x80 && octet < bound;
    }

    /** A file is on the server's own machine. Source: RFC 8089 §2. */
    private static @Nullable Reason file(String uri, int colon) {
        if (!uri.startsWith("//", colon + 1)) {
            return null;
        }
        int end = uri.indexOf('/', colon + 3);
        String host = uri.substring(colon + 3, end < 0 ? uri.length() : end);
        boolean drive = host.length() == 2 && host.charAt(1) == ':';
        return host.isEmpty() || host.equalsIgnoreCase("localhost") || drive ? null : ArgumentReasons.URI_SCHEME;
    }

    private static boolean isScheme(String uri, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = uri.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return colon > 0;
    }
}
