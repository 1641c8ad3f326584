package dev.sallyport.observe.ship;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** How TLS is spoken to a receiver; asked anew for each connection, so that changed files are taken over. */
@FunctionalInterface
public interface Peer {
    /**
     * What is trusted, and what is shown.
     *
     * @throws IOException where its files are not fit; names them
     */
    SSLContext tls() throws IOException;
}
