package dev.sallyport.practice.validation.argument;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which IP addresses lead into a private network, to the machine itself, or to a cloud's metadata; pure arithmetic on
 * bytes, no name is ever looked up. Source: RFC 6890 and the IANA special-purpose registries.
 */
public final class Addresses {
    private static final List<Range> PRIVATE = List.of(
            range("0.0.0.0", 8),
            range("10.0.0.0", 8),
            range("100.64.0.0", 10),
            range("127.0.0.0", 8),
            range("168.63.129.16", 32), // the platform address of Azure, reachable from every machine there
            range("169.254.0.0", 16),
            range("172.16.0.0", 12),
            range("192.0.0.0", 24),
            range("192.168.0.0", 16),
            range("198.18.0.0", 15),
            range("224.0.0.0", 4),
            range("240.0.0.0", 4),
            range("::", 127), // unspecified and loopback
            range("64:ff9b:1::", 48),
            range("100::", 64),
            range("fc00::", 7),
            range("fe80::", 10),
            range("fec0::", 10),
            range("ff00::", 8));

    /** Prefixes that carry an IPv4 address, and where: compatible, translated, NAT64, 6to4. Mapped ones parse to IPv4. */
    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(range("::", 96), 12),
            new Carrier(range("::ffff:0:0:0", 96), 12),
            new Carrier(range("64:ff9b::", 96), 12),
            new Carrier(range("2002::", 16), 2));

    private static final Range TEREDO = range("2001::", 32);

    private Addresses() {}

    private static final class Range {
        private final byte[] prefix;
        private final int bits;

        Range(byte[] prefix, int bits) {
            this.prefix = prefix;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.mismatch(prefix, 0, whole, address, 0, whole) < 0
                    && (rest == 0 || (prefix[whole] ^ address[whole]) >> (8 - rest) == 0);
        }
    }

    private record Carrier(Range range, int offset) {}

    /** True where the address is not one of the public Internet. */
    public static boolean isPrivate(byte[] address) {
        for (int i = 0; i < PRIVATE.size(); i++) {
            if (PRIVATE.get(i).contains(address)) {
                return true;
            }
        }
        return address.length == 16 && carriesPrivate(address);
    }

    /** The bytes of an IPv6 literal without brackets and zone, or null where it is none. Source: RFC 4291 §2.2. */
    static byte @Nullable [] ipv6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && (c >= 0x80 || Character.digit(c, 16) < 0)) {
                return null;
            }
        }
        if (text.indexOf(':') < 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /**
     * The bytes of an IPv4 address as browsers and C libraries read it: one to four numbers, decimal, octal or
     * hexadecimal, the last filling what is left; null where it is none. Source: WHATWG URL, IPv4 parser.
     */
    static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            boolean last = i == parts.length - 1;
            long limit = last ? 1L << (8 * (5 - parts.length)) : 256;
            if (part < 0 || part >= limit) {
                return null;
            }
            value = last ? value << (8 * (5 - parts.length)) | part : value << 8 | part;
        }
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** True for four decimal numbers without leading zeros, the one spelling that all programs read alike. */
    static boolean isPlainIpv4(String text) {
        int numbers = 0;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || (digits > 1 && text.charAt(i - digits) == '0')) {
                    return false;
                }
                numbers++;
                digits = 0;
            } else if (c < '0' || c > '9' || ++digits > 3) {
                return false;
            }
        }
        return numbers == 4;
    }

    private static boolean carriesPrivate(byte[] address) {
        for (int i = 0; i < CARRIERS.size(); i++) {
            Carrier carrier = CARRIERS.get(i);
            if (carrier.range().contains(address) && isPrivate(four(address, carrier.offset(), 0))) {
                return true;
            }
        }
        boolean isatap =
                (address[8] & 0xFD) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == (byte) 0xFE;
        return (isatap && isPrivate(four(address, 12, 0)))
                || (TEREDO.contains(address) && (isPrivate(four(address, 12, 0xFF)) || isPrivate(four(address, 4, 0))));
    }

    private static byte[] four(byte[] address, int offset, int mask) {
        byte[] four = Arrays.copyOfRange(address, offset, offset + 4);
        for (int i = 0; i < 4; i++) {
            four[i] = (byte) (four[i] ^ mask);
        }
        return four;
    }

    private static long number(String part) {
        boolean hex = part.startsWith("0x") || part.startsWith("0X");
        int radix = hex ? 16 : part.length() > 1 && part.charAt(0) == '0' ? 8 : 10;
        if (part.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = hex ? 2 : 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            value = value * radix + digit;
            if (digit < 0 || value > 0xFFFF_FFFFL) {
                return -1;
            }
        }
        return value;
    }

    private static Range range(String literal, int bits) {
        return new Range(InetAddress.ofLiteral(literal).getAddress(), bits);
    }
}
