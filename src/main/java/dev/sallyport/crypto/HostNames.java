package dev.sallyport.crypto;

import dev.sallyport.protocol.digest.Sha256;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names and addresses of one machine, as a certificate states them.
 *
 * @param names host names in small letters
 * @param addresses literals of addresses
 */
public record HostNames(SortedSet<String> names, SortedSet<String> addresses) {
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final int NAME_CHARS_MAX = 253;
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    /** This machine as it calls itself. */
    public static final HostNames LOOPBACK = of(List.of("localhost", "127.0.0.1", "::1"));

    public HostNames {
        names = new TreeSet<>(names);
        addresses = new TreeSet<>(addresses);
    }

    /** The hosts that {@code texts} write; throws {@link IllegalArgumentException} where one is neither name nor address. */
    public static HostNames of(Collection<String> texts) {
        SortedSet<String> names = new TreeSet<>();
        SortedSet<String> addresses = new TreeSet<>();
        for (String text : texts) {
            String host = text.toLowerCase(Locale.ROOT);
            if (isAddress(host)) {
                addresses.add(InetAddress.ofLiteral(host).getHostAddress());
            } else if (isName(host)) {
                names.add(host);
            } else {
                throw new IllegalArgumentException("not the name or the address of a host: `" + text + "`");
            }
        }
        return new HostNames(names, addresses);
    }

    /** True for a name of labels, or the literal of an address. */
    public static boolean isHost(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        return isAddress(host) || isName(host);
    }

    /** What ends in a number is an address or a mistake: 0.0.0.0 is no name. Source: WHATWG URL, "ends in a number checker". */
    private static boolean isName(String host) {
        return host.length() <= NAME_CHARS_MAX
                && NAME.matcher(host).matches()
                && !host.substring(host.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isAddress(String host) {
        try {
            return host.indexOf('%') < 0 && !InetAddress.ofLiteral(host).isAnyLocalAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** These and those of {@code others}. */
    public HostNames with(HostNames others) {
        SortedSet<String> allNames = new TreeSet<>(names);
        SortedSet<String> allAddresses = new TreeSet<>(addresses);
        allNames.addAll(others.names);
        allAddresses.addAll(others.addresses);
        return new HostNames(allNames, allAddresses);
    }

    /** A short name for this set, the same whenever it is. */
    public String digest() {
        String all = String.join("\n", names) + "\n\n" + String.join("\n", addresses);
        return HexFormat.of().formatHex(Sha256.of(all), 0, 6);
    }

    /** Each as a GeneralName. Source: RFC 5280 §4.2.1.6. */
    List<byte[]> generalNames() {
        List<byte[]> all = new ArrayList<>();
        names.forEach(name -> all.add(dns(name)));
        addresses.forEach(address ->
                all.add(Der.implicit(ADDRESS, InetAddress.ofLiteral(address).getAddress())));
        return all;
    }

    /**
     * Each as a GeneralName that stands for all below it: a name and its subdomains, an address alone, but every address of the
     * loopback of IPv4. Source: RFC 5280 §4.2.1.10.
     */
    List<byte[]> subtrees() {
        List<byte[]> all = new ArrayList<>();
        names.forEach(name -> all.add(dns(name)));
        for (String literal : addresses) {
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            boolean loopback = address.length == 4 && address[0] == 127;
            byte[] mask = loopback ? new byte[] {-1, 0, 0, 0} : allOnes(address.length);
            byte[] network = loopback ? new byte[] {127, 0, 0, 0} : address;
            all.add(Der.implicit(ADDRESS, Der.join(network, mask)));
        }
        return all;
    }

    private static byte[] allOnes(int lengthBytes) {
        byte[] mask = BigInteger.ONE
                .shiftLeft(lengthBytes * 8)
                .subtract(BigInteger.ONE)
                .toByteArray();
        return Arrays.copyOfRange(mask, mask.length - lengthBytes, mask.length);
    }

    private static byte[] dns(String name) {
        return Der.implicit(DNS, name.getBytes(StandardCharsets.US_ASCII));
    }
}
