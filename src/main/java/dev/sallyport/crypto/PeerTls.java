package dev.sallyport.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How TLS is spoken to a receiver, by files that are read anew for each connection.
 *
 * @param ca the authorities of which one must vouch for it; without them, those that Java trusts
 * @param certificate what it is shown, which goes with {@code key}
 * @param key the key of the certificate
 */
public record PeerTls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    /** What is trusted and shown now; fails where its files are not fit, and names them. */
    public SSLContext context() throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.isPresent() ? trusted(PemFiles.certificates(ca.get())) : null);
            KeyManager[] shown = certificate.isPresent() && key.isPresent()
                    ? shown(PemFiles.certified(certificate.get(), key.get()))
                    : new KeyManager[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (PemException unfit) {
            throw new IOException("no TLS as its settings say: " + unfit.getMessage(), unfit);
        } catch (GeneralSecurityException unfit) {
            throw new IOException("no TLS as its settings say: " + unfit.getMessage(), unfit);
        }
    }

    private static KeyStore trusted(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca" + i, authorities.get(i));
        }
        return store;
    }

    private static KeyManager[] shown(Certified own) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
