package dev.sallyport.settings.binding;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, without host bits: {@code 10.0.0.0/8}. Source: RFC 4632 §3.1, RFC 4291 §2.3.
 *
 * @param network the first address
 * @param prefixBits how many leading bits all addresses share
 */
public record Cidr(InetAddress network, int prefixBits) {
    static final String PATTERN = "[0-9A-Fa-f:.]+/[0-9]{1,3}";

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f:.]+)/([0-9]{1,3})");

    public Cidr {
        byte[] bytes = network.getAddress();
        if (prefixBits < 0 || prefixBits > bytes.length * 8) {
            throw new IllegalArgumentException("prefix must be 0 to " + bytes.length * 8);
        }
        for (int bit = prefixBits; bit < bytes.length * 8; bit++) {
            if (bit(bytes, bit) != 0) {
                throw new IllegalArgumentException("a network has no bits after its prefix");
            }
        }
    }

    /** The range that {@code text} writes, or empty where it is not of that form. */
    public static Optional<Cidr> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.ofLiteral(matcher.group(1));
            // an IPv4 address in IPv6 form reads as IPv4, and then its prefix counts other bits than were meant
            boolean mapped = network instanceof Inet4Address && text.indexOf(':') >= 0;
            return mapped ? Optional.empty() : Optional.of(new Cidr(network, Integer.parseInt(matcher.group(2))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** True where {@code address} is in the range; an address of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            if (bit(mine, bit) != bit(other, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int index) {
        return bytes[index >> 3] >> (7 - (index & 7)) & 1;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixBits;
    }
}
