package dev.sallyport.transport.tls;

import dev.sallyport.crypto.Certified;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The server's side of TLS: certificates and rules, replaced as one while connections go on with what they began with. Safe for use
 * by several threads.
 */
public final class ServerTls implements AutoCloseable {
    private final TlsLibrary library;
    private Contexts contexts;
    private boolean asksClients;

    /**
     * What a server shows.
     *
     * @param local what clients on this machine are shown that name no host, or this machine itself
     * @param own what everybody else is shown, where the operator has a certificate
     */
    public record Shown(Certified local, Optional<Certified> own) {}

    /**
     * What is demanded of clients.
     *
     * @param tls12 true where TLS 1.2 will do
     * @param clientAuthorities who vouches for the certificates of clients; none where none is asked for
     * @param clientRequired true where a client without a certificate is refused
     */
    public record Rules(boolean tls12, List<X509Certificate> clientAuthorities, boolean clientRequired) {
        /** TLS 1.3, and no certificates of clients. */
        public static final Rules DEFAULT = new Rules(false, List.of(), false);

        public Rules {
            clientAuthorities = List.copyOf(clientAuthorities);
        }
    }

    private record Contexts(SslContext local, Optional<SslContext> own) {
        void release() {
            ReferenceCountUtil.release(local);
            own.ifPresent(ReferenceCountUtil::release);
        }
    }

    /** Serves with {@code library}; throws where the certificates are not fit for it. */
    public ServerTls(TlsLibrary library, Shown shown, Rules rules) throws IOException {
        this.library = library;
        this.contexts = build(shown, rules);
        this.asksClients = !rules.clientAuthorities().isEmpty();
    }

    /** Serves every connection from now on with these; throws, and goes on as before, where they are not fit. */
    public void replace(Shown shown, Rules rules) throws IOException {
        Contexts fresh = build(shown, rules);
        Contexts before;
        synchronized (this) {
            before = contexts;
            contexts = fresh;
            asksClients = !rules.clientAuthorities().isEmpty();
        }
        before.release();
    }

    private Contexts build(Shown shown, Rules rules) throws IOException {
        SslContext local = context(shown.local(), rules);
        try {
            return new Contexts(
                    local,
                    shown.own().isPresent() ? Optional.of(context(shown.own().get(), rules)) : Optional.empty());
        } catch (IOException unfit) {
            ReferenceCountUtil.release(local);
            throw unfit;
        }
    }

    private SslContext context(Certified certified, Rules rules) throws IOException {
        SslContextBuilder builder =
                library.on(SslContextBuilder.forServer(certified.key(), certified.chain()), rules.tls12());
        boolean asks = !rules.clientAuthorities().isEmpty();
        if (asks) {
            builder.trustManager(rules.clientAuthorities())
                    .clientAuth(rules.clientRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        try {
            // sessions are resumed by tickets, whose keys live and die with the context
            return builder.build();
        } catch (IllegalArgumentException unfit) {
            throw new SSLException("the certificate cannot be served", unfit);
        }
    }

    /** The handler of one connection. */
    synchronized SslHandler handler(ByteBufAllocator buffers, boolean local) {
        SslContext shown = local ? contexts.local() : contexts.own().orElse(contexts.local());
        return shown.newHandler(buffers);
    }

    /** True where clients are asked for a certificate. */
    synchronized boolean asksClients() {
        return asksClients;
    }

    @Override
    public synchronized void close() {
        contexts.release();
    }
}
