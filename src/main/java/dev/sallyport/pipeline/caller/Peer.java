package dev.sallyport.pipeline.caller;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The other end of a connection, as a key: an address of IPv4, or the first 64 bits of one of IPv6, for whoever has one of these has them all.
 * Source: RFC 6177; RFC 7421.
 */
public record Peer(String network) {
    private static final int NETWORK_GROUPS = 4;

    /** The peer at {@code address}. */
    public static Peer of(String address) {
        return new Peer(address.indexOf(':') < 0 ? address : network(address));
    }

    private static String network(String address) {
        int zone = address.indexOf('%');
        try {
            return InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)) instanceof Inet6Address six
                    ? prefix(six.getAddress())
                    : address;
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    private static String prefix(byte[] address) {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < 2 * NETWORK_GROUPS; i += 2) {
            prefix.append(Integer.toHexString(((address[i] & 0xff) << Byte.SIZE) | (address[i + 1] & 0xff)))
                    .append(':');
        }
        return prefix.append(":/64").toString();
    }
}
