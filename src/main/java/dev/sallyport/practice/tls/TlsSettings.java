package dev.sallyport.practice.tls;

import dev.sallyport.crypto.HostNames;
import dev.sallyport.practice.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How clients are spoken to: with which certificate, from which version of TLS on, and who must show one too. */
public record TlsSettings(
        @Doc(
                "The certificate of this gateway in PEM, then those above it; without it, the home's own authority issues one.")
        Optional<Path> certificate,

        @Doc("The key of the certificate: PKCS#8 in PEM, not encrypted, readable by its owner alone.")
        Optional<Path> key,

        @Doc("The names and addresses by which clients reach this gateway, besides those of this machine.")
        List<String> names,

        @Doc("The oldest version of TLS that is spoken.") TlsVersion versionMin,

        @Doc("The authorities, in PEM, whose certificates clients may show; without it none is asked for.")
        Optional<Path> clientCa,

        @Doc("Whether a client must show a certificate, with `client-ca`.")
        ClientAuth clientAuth,

        @Doc("Serves HTTP without TLS, on this machine only: tokens and messages travel readable and changeable.")
        boolean insecureHttp) {
    /** TLS 1.3 with a certificate of the home's own authority, and none of clients. */
    public static final TlsSettings DEFAULT = new TlsSettings(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            TlsVersion.TLS_1_3,
            Optional.empty(),
            ClientAuth.NEED,
            false);

    private static final int NAMES_MAX = 64;

    public TlsSettings {
        absolute("certificate", certificate);
        absolute("key", key);
        absolute("client-ca", clientCa);
        names = List.copyOf(names);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((certificate.isPresent() ? "certificate" : "key") + " goes only with `"
                    + (certificate.isPresent() ? "key" : "certificate") + "`");
        }
        if (names.size() > NAMES_MAX) {
            throw new IllegalArgumentException("names must be " + NAMES_MAX + " at most");
        }
        for (String name : names) {
            if (!HostNames.isHost(name)) {
                throw new IllegalArgumentException(
                        "names must be names or addresses of hosts, without port, not `" + name + "`");
            }
        }
        if (insecureHttp && (certificate.isPresent() || clientCa.isPresent())) {
            throw new IllegalArgumentException("insecure-http leaves no use for certificate and client-ca");
        }
    }

    /** True where a client must show a certificate. */
    public boolean asksCertificate() {
        return clientCa.isPresent() && clientAuth == ClientAuth.NEED;
    }

    private static void absolute(String key, Optional<Path> file) {
        if (file.isPresent() && !file.get().isAbsolute()) {
            throw new IllegalArgumentException(key + " must be absolute");
        }
    }
}
