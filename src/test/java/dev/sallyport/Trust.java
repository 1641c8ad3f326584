package dev.sallyport;

import dev.sallyport.crypto.Certified;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** TLS of Java clients in tests, as a program does it that trusts one file. */
public final class Trust {
    private Trust() {}

    /** Trusts the certificates in {@code ca} alone. */
    public static SSLContext of(Path ca) throws IOException {
        return of(ca, Optional.empty());
    }

    /** The same, and shows {@code own} to a server that asks. */
    public static SSLContext of(Path ca, Optional<Certified> own) throws IOException {
        try {
            KeyStore trusted = empty();
            for (X509Certificate one : Certified.certificates(Files.readString(ca))) {
                trusted.setCertificateEntry("ca" + trusted.size(), one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(own), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (Exception broken) {
            throw new IOException(broken);
        }
    }

    private static KeyManager[] keys(Optional<Certified> own) {
        return own.map(certified -> new KeyManager[] {new Insisting(certified)}).orElse(new KeyManager[0]);
    }

    /** Shows its certificate, whoever is asked for. */
    private static final class Insisting extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";

        private final Certified own;

        Insisting(Certified own) {
            this.own = own;
        }

        @Override
        public String[] getClientAliases(String kind, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String kind, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String kind, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
