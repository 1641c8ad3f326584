package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host may not be, by spelling alone: private, loopback, link-local and metadata addresses in every form that some
 * program reads, and the names that always stand for them. No name is looked up: a public name that resolves to a private
 * address is the business of egress control. Source: CWE-918; MCP security best practices, SSRF.
 */
final class HostRules {
    /** Names of the machine itself, of metadata services, and public ones that resolve to loopback by design. */
    private static final Set<String> PRIVATE_NAMES = Set.of(
            "localhost",
            "localhost6",
            "ip6-localhost",
            "ip6-loopback",
            "broadcasthost",
            "metadata",
            "instance-data",
            "kubernetes",
            "localtest.me",
            "lvh.me",
            "vcap.me",
            "lacolhost.com",
            "nip.io",
            "sslip.io",
            "xip.io");

    /** Endings of names that no public DNS serves, or that spell an address in the name. Source: RFC 6761, 6762, 8375. */
    private static final String[] PRIVATE_ENDINGS = {
        ".localhost",
        ".internal",
        ".local",
        ".localdomain",
        ".home.arpa",
        ".lan",
        ".intranet",
        ".corp",
        ".svc",
        ".instance-data",
        ".localtest.me",
        ".lvh.me",
        ".vcap.me",
        ".lacolhost.com",
        ".nip.io",
        ".sslip.io",
        ".xip.io"
    };

    private HostRules() {}

    /** What a host in a text turned out to be. */
    enum Kind {
        /** A public name or address. */
        PUBLIC,
        /** A name without a dot: no public host has one. */
        SINGLE_LABEL,
        /** The machine itself, its network, or a metadata service. */
        PRIVATE,
        /** No host name, or one that programs read differently. */
        BROKEN
    }

    /** Judges an argument of class host: a name or address, with or without a port. */
    static @Nullable Reason judge(String text, Set<String> exempt) {
        if (exempt.contains(text)) {
            return null;
        }
        boolean ipv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        int colon = ipv6 ? -1 : portColon(text);
        String host = colon < 0 ? text : text.substring(0, colon);
        if (exempt.contains(host)) {
            return null;
        }
        return switch (kind(ipv6 ? "[" + host + "]" : host)) {
            case PUBLIC, SINGLE_LABEL -> null;
            case PRIVATE -> ArgumentReasons.HOST_PRIVATE_ADDRESS;
            case BROKEN -> ArgumentReasons.HOST_CHARACTERS;
        };
    }

    /** What {@code spelled} is, IPv6 in brackets, without a port. */
    static Kind kind(String spelled) {
        if (spelled.startsWith("[")) {
            byte[] address = spelled.endsWith("]") ? Addresses.ipv6(spelled.substring(1, spelled.length() - 1)) : null;
            return address == null ? Kind.BROKEN : Addresses.isPrivate(address) ? Kind.PRIVATE : Kind.PUBLIC;
        }
        String host = canonical(spelled);
        if (host.isEmpty() || !isHostText(host)) {
            return Kind.BROKEN;
        }
        return endsInNumber(host) ? numeric(host) : named(host);
    }

    /** The position of the colon before a port, or -1. */
    static int portColon(String authority) {
        int bracket = authority.lastIndexOf(']');
        return authority.indexOf(':', Math.max(bracket, 0));
    }

    private static Kind numeric(String host) {
        byte[] address = Addresses.ipv4(host);
        if (address == null) {
            return Kind.BROKEN;
        }
        if (Addresses.isPrivate(address)) {
            return Kind.PRIVATE;
        }
        return Addresses.isPlainIpv4(host) ? Kind.PUBLIC : Kind.BROKEN;
    }

    private static Kind named(String host) {
        if (PRIVATE_NAMES.contains(host)) {
            return Kind.PRIVATE;
        }
        for (String ending : PRIVATE_ENDINGS) {
            if (host.endsWith(ending)) {
                return Kind.PRIVATE;
            }
        }
        if (host.contains(".svc.cluster.") || host.startsWith("kubernetes.default")) {
            return Kind.PRIVATE;
        }
        return host.indexOf('.') < 0 ? Kind.SINGLE_LABEL : Kind.PUBLIC;
    }

    /** Lower case, compatibility forms and dots of other scripts made plain, the root's trailing dot cut. */
    private static String canonical(String spelled) {
        String host = spelled;
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) >= 0x80) {
                host = Normalizer.normalize(spelled, Normalizer.Form.NFKC).replace('\u3002', '.');
                break;
            }
        }
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return host.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isHostText(String host) {
        if (host.charAt(0) == '-' || host.charAt(0) == '.' || host.contains("..")) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
            if (!plain && (c < 0x80 || !isLetter(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return Character.isLetterOrDigit(c)
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean endsInNumber(String host) {
        int start = host.lastIndexOf('.') + 1;
        if (host.startsWith("0x", start)) {
            return host.substring(start + 2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
        }
        for (int i = start; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
