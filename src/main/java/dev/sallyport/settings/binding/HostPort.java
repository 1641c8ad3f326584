package dev.sallyport.settings.binding;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port: {@code 127.0.0.1:7337}, {@code [::1]:0}, {@code localhost:80}.
 *
 * @param host a name or an address, an IPv6 one without brackets
 * @param port 0 to 65535, where 0 is any free one
 */
public record HostPort(String host, int port) {
    static final String PATTERN = "(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}";

    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([A-Za-z0-9.-]+)):([0-9]{1,5})");

    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535");
        }
    }

    /** The host and port that {@code text} writes, or empty where it is not of that form. */
    public static Optional<HostPort> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String literal = matcher.group(1);
        String host = literal == null ? matcher.group(2) : literal;
        int port = Integer.parseInt(matcher.group(3));
        boolean sound = port <= 65_535 && (literal == null || isAddress(literal));
        return sound ? Optional.of(new HostPort(host, port)) : Optional.empty();
    }

    /** True where the host is this machine itself, by its literal or as {@code localhost}; no name is looked up. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /** True for localhost and for an address of the loopback. */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (isAddress(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
    }

    /** The host of a URL without the brackets of an IPv6 address. */
    public static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The host as a URL writes it, an IPv6 address in brackets. */
    public String hostText() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return hostText() + ":" + port;
    }
}
