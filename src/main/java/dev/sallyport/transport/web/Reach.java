package dev.sallyport.transport.web;

import dev.sallyport.practice.validation.argument.Addresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a URL may lead that somebody else has told: over TLS to a public address, or to the very host that the settings trust. A
 * name is looked up, and all of its addresses must be public; the lookup that follows is answered from the same memory of the JDK.
 * Source: RFC 9728 §7.7; MCP 2026-07-28, Security Best Practices, Server-Side Request Forgery.
 */
final class Reach {
    private final boolean resolves;

    /** {@code resolves} is false where a proxy looks up names. */
    Reach(boolean resolves) {
        this.resolves = resolves;
    }

    /**
     * Refuses a URL that leads where it should not.
     *
     * @throws IOException that says why, without the URL
     */
    void check(URI url, URI trusted) throws IOException {
        String scheme = String.valueOf(url.getScheme());
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IOException("not an http or https URL of a host");
        }
        boolean same = host.equalsIgnoreCase(trusted.getHost());
        if (scheme.equals("http") && !(same && "http".equals(trusted.getScheme()))) {
            throw new IOException("http where the settings do not say so");
        }
        if (!same) {
            checkPublic(host);
        }
    }

    private void checkPublic(String host) throws IOException {
        Optional<InetAddress> literal = literal(host);
        if (host.equalsIgnoreCase("localhost") || host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
            throw new IOException("a discovered URL leads to this machine");
        }
        InetAddress[] addresses = literal.isPresent()
                ? new InetAddress[] {literal.get()}
                : resolves ? resolved(host) : new InetAddress[0];
        for (InetAddress address : addresses) {
            if (Addresses.isPrivate(address.getAddress())) {
                throw new IOException("a discovered URL leads into a private network");
            }
        }
    }

    private static InetAddress[] resolved(String host) throws IOException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            throw new IOException("the host of a discovered URL is not known");
        }
    }

    /** The address that a host spells in any of the ways that some program reads as one. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(host));
        } catch (IllegalArgumentException _) {
            try {
                return Optional.of(
                        InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }
}
