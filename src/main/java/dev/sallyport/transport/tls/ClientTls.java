package dev.sallyport.transport.tls;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The client's side of TLS towards one server, whose name is always verified. Safe for use by several threads. */
public final class ClientTls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.tls");
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Rules rules;
    private @Nullable SslContext context;
    private String stamp = "";
    private long lookedNanos;
    private boolean looked;
    private boolean closed;

    /**
     * What is shown to the server, and what is demanded of it.
     *
     * @param ca the file of the authorities that may vouch for it, else those that Java trusts
     * @param certificate the file of the certificate that it is shown, together with {@code key}
     * @param key the file of the key of that certificate
     * @param pins the keys of which its certificate must have one; any will do where there is none
     * @param tls12 true where TLS 1.2 will do
     */
    public record Rules(
            Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, List<String> pins, boolean tls12) {
        /** What Java trusts, and TLS 1.2 or later. */
        public static final Rules DEFAULT =
                new Rules(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), true);

        public Rules {
            pins = List.copyOf(pins);
        }

        private List<Path> files() {
            return Stream.of(ca, certificate, key).flatMap(Optional::stream).toList();
        }
    }

    /** Nothing is read before the first {@link #refresh}. */
    public ClientTls(Rules rules) {
        this.rules = rules;
    }

    /** Reads the files where they have changed, at most every five seconds, and every second where they were not fit; on a thread that may wait. */
    public void refresh() {
        synchronized (this) {
            long now = System.nanoTime();
            boolean lookedLately = looked && now - lookedNanos < (context == null ? RETRY_NANOS : LOOK_NANOS);
            if (closed || lookedLately || (context != null && rules.files().isEmpty())) {
                return;
            }
            looked = true;
            lookedNanos = now;
            String seen = PemFiles.stamp(rules.files());
            if (context != null && seen.equals(stamp)) {
                return;
            }
            stamp = seen;
        }
        try {
            SslContext fresh = build();
            SslContext over;
            synchronized (this) {
                over = closed ? fresh : context;
                context = closed ? null : fresh;
            }
            ReferenceCountUtil.release(over);
        } catch (PemException | SSLException | GeneralSecurityException unfit) {
            LOG.log(Level.ERROR, "no TLS with a server as its settings say: {0}", unfit.getMessage());
        }
    }

    private SslContext build() throws PemException, SSLException, GeneralSecurityException {
        SslContextBuilder builder = TlsLibrary.USED
                .on(SslContextBuilder.forClient(), rules.tls12())
                .endpointIdentificationAlgorithm("HTTPS")
                .trustManager(trust());
        if (rules.certificate().isPresent() && rules.key().isPresent()) {
            Certified own =
                    PemFiles.certified(rules.certificate().get(), rules.key().get());
            builder.keyManager(own.key(), own.chain());
        }
        return builder.build();
    }

    private TrustManager trust() throws PemException, GeneralSecurityException {
        X509ExtendedTrustManager trust = Authorities.trusting(rules.ca());
        return rules.pins().isEmpty() ? trust : new PinnedTrust(trust, rules.pins());
    }

    /** The handler of one connection to {@code host}, or empty where the settings do not allow one. */
    public synchronized Optional<SslHandler> handler(ByteBufAllocator buffers, String host, int port) {
        return context == null ? Optional.empty() : Optional.of(context.newHandler(buffers, host, port));
    }

    @Override
    public synchronized void close() {
        closed = true;
        ReferenceCountUtil.release(context);
        context = null;
    }
}
