package dev.sallyport.practice.audit.signal;

/** The part of an address that stays the same while somebody moves within one network: a /16 of IPv4, a /32 of IPv6. */
final class Network {
    private static final int PARTS = 2;

    private Network() {}

    /** The network of {@code peer}; what is no address is its own. */
    static String of(String peer) {
        char separator = peer.indexOf(':') < 0 ? '.' : ':';
        int end = -1;
        for (int i = 0; i < PARTS; i++) {
            end = peer.indexOf(separator, end + 1);
            if (end < 0) {
                return peer;
            }
        }
        return peer.substring(0, end + 1);
    }
}
