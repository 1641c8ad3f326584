package dev.sallyport.transport.http;

import dev.sallyport.transport.tls.ClientTls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a remote MCP server is, and what the settings say of reaching it.
 *
 * @param url the endpoint
 * @param headers the configured header fields, secrets included
 * @param proxy the egress proxy, where one is set
 * @param bodyBytesMax the largest message taken from the server
 * @param connectTimeout how long a connection may take to come about
 * @param tls what is shown to an https server, and demanded of it
 */
public record HttpTarget(
        URI url,
        Map<String, String> headers,
        Optional<URI> proxy,
        int bodyBytesMax,
        Duration connectTimeout,
        ClientTls.Rules tls) {
    /** A server that is verified as Java does it. */
    public HttpTarget(
            URI url, Map<String, String> headers, Optional<URI> proxy, int bodyBytesMax, Duration connectTimeout) {
        this(url, headers, proxy, bodyBytesMax, connectTimeout, ClientTls.Rules.DEFAULT);
    }

    /** True for an {@code https} URL. */
    public boolean isSecure() {
        return "https".equals(url.getScheme());
    }

    /** The port, the scheme's own where the URL names none. */
    public int port() {
        return url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
    }

    /** The host without the brackets of an IPv6 literal. */
    public String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The value of the {@code Host} field. */
    public String authority() {
        return url.getRawAuthority();
    }

    /** The request target in origin form. */
    public String path() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Never prints the headers. */
    @Override
    public String toString() {
        return "HttpTarget[" + url.getScheme() + "://" + url.getHost() + "]";
    }
}
