package dev.sallyport.transport.web;

import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.transport.tls.Authorities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The clients for questions, one for each set of authorities; made when first needed, because most gateways never ask and each has a thread,
 * and made anew where the file of its authorities has changed. Safe for use by several threads.
 */
final class WebClients implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Optional<URI> proxy;
    private final Map<Optional<Path>, Made> made = new HashMap<>();

    /** A client and the state of the file that it was made from. */
    private record Made(HttpClient client, String stamp) {}

    /** Clients that go through {@code proxy}, where one is set. */
    WebClients(Optional<URI> proxy) {
        this.proxy = proxy;
    }

    /**
     * The client that trusts the authorities in {@code ca} alone, or those that Java trusts.
     *
     * @throws IOException where that file is not fit; names it
     */
    synchronized HttpClient trusting(Optional<Path> ca) throws IOException {
        String stamp = PemFiles.stamp(ca.stream().toList());
        Made known = made.get(ca);
        if (known != null && known.stamp().equals(stamp)) {
            return known.client();
        }
        HttpClient fresh = make(ca);
        made.put(ca, new Made(fresh, stamp));
        if (known != null) {
            known.client().shutdown();
        }
        return fresh;
    }

    private HttpClient make(Optional<Path> ca) throws IOException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().followRedirects(Redirect.NEVER).connectTimeout(CONNECT);
        proxy.ifPresent(url ->
                builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(url.getHost(), url.getPort()))));
        if (ca.isPresent()) {
            builder.sslContext(context(ca));
        }
        return builder.build();
    }

    private static SSLContext context(Optional<Path> ca) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {Authorities.trusting(ca)}, null);
            return context;
        } catch (PemException unfit) {
            throw new IOException("no TLS as its settings say: " + unfit.getMessage());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has TLS", missing);
        }
    }

    /** Forgets the clients for files that are none of {@code used}. */
    synchronized void keep(List<Path> used) {
        made.entrySet().removeIf(entry -> {
            boolean over =
                    entry.getKey().isPresent() && !used.contains(entry.getKey().get());
            if (over) {
                entry.getValue().client().shutdown();
            }
            return over;
        });
    }

    @Override
    public synchronized void close() {
        made.values().forEach(each -> each.client().shutdownNow());
        made.clear();
    }
}
