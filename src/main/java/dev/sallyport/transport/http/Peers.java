package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells who is at the other end of a connection. What a request says of forwarding is believed only where the TCP peer is a
 * trusted proxy, and then only up to the first address, read from the right, that is none. Of a request with both {@code Forwarded}
 * and {@code X-Forwarded-For} nobody knows who sent it, because a proxy writes one of them and passes a stranger's other one on; it counts for
 * neither the proxy nor anybody else.
 * Source: RFC 7239 §4, §5.2, §8.1.
 */
final class Peers {
    /** The peer of which nothing is known. Source: RFC 7239 §6.2. */
    static final String UNKNOWN = "unknown";

    private static final int HOPS_MAX = 32;

    private final Predicate<InetAddress> trusted;

    /** Believes the proxies that {@code trusted} names. */
    Peers(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** The address of the client, without port, or {@link #UNKNOWN}. */
    String of(InetAddress tcp, Headers headers) {
        if (!trusted.test(tcp)) {
            return tcp.getHostAddress();
        }
        List<String> plain = headers.values("X-Forwarded-For");
        List<String> standard = headers.values("Forwarded");
        if (!plain.isEmpty() && !standard.isEmpty()) {
            return UNKNOWN;
        }
        if (plain.isEmpty() && standard.isEmpty()) {
            return tcp.getHostAddress();
        }
        String[] hops = String.join(",", plain.isEmpty() ? standard : plain).split(",", -1);
        InetAddress believed = tcp;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - HOPS_MAX) && trusted.test(believed); i--) {
            Optional<InetAddress> hop = address(plain.isEmpty() ? forParameter(hops[i]) : hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            believed = hop.get();
        }
        return believed.getHostAddress();
    }

    /** The value of {@code for} in one element of {@code Forwarded}, or empty. */
    private static String forParameter(String element) {
        for (String pair : element.split(";", -1)) {
            String parameter = pair.strip();
            if (parameter.regionMatches(true, 0, "for=", 0, 4)) {
                String value = parameter.substring(4);
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** The address of a node, with or without port; empty for a name, {@code unknown} or anything else. */
    private static Optional<InetAddress> address(String node) {
        String literal = node;
        int colon = node.indexOf(':');
        if (node.startsWith("[")) {
            literal = node.substring(1, Math.max(1, node.indexOf(']')));
        } else if (colon >= 0 && colon == node.lastIndexOf(':')) {
            literal = node.substring(0, colon);
        }
        try {
            return literal.isEmpty() || literal.indexOf('%') >= 0
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
