package dev.sallyport.practice.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * The other end of a connection, as a key: an address of IPv4, or the first 64 bits of one of IPv6, for whoever has one of these has them all.
 * Source: RFC 6177; RFC 7421.
 */
record Peer(String network) {
    private static final int NETWORK_BYTES = 8;

    /** The peer at {@code address}. */
    static Peer of(String address) {
        return new Peer(address.indexOf(':') < 0 ? address : network(address));
    }

    private static String network(String address) {
        int zone = address.indexOf('%');
        try {
            return InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, NETWORK_BYTES)
                    : address;
        } catch (IllegalArgumentException _) {
            return address;
        }
    }
}
