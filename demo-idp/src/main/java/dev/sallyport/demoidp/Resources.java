package dev.sallyport.demoidp;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** The resources that tokens are made for. Source: RFC 8707, 2. */
final class Resources {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private Resources() {}

    /** The audience for what a request asks as {@code resource}; empty unless that is one URL on this machine. */
    static Optional<String> audience(Object resource) {
        return resource instanceof String text && isLoopback(text) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isLoopback(String text) {
        try {
            URI url = URI.create(text);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && LOOPBACK.contains(url.getHost())
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
