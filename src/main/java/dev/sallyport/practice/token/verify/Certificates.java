package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.protocol.digest.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** What the certificate says that a client has proved on its connection. */
public final class Certificates {
    /** The kind of a subject alternative name that is a URI. Source: RFC 5280 §4.2.1.6. */
    private static final int URI_NAME = 6;

    private static final int TEXT_CHARS_MAX = 2048;

    private Certificates() {}

    /** The SHA-256 of the certificate, as tokens name it. Source: RFC 8705 §3.1. */
    public static String thumbprint(X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(certificate.getEncoded()));
        } catch (CertificateEncodingException broken) {
            throw new IllegalStateException("a certificate of a connection has an encoding", broken);
        }
    }

    /** When the certificate ends. */
    public static Instant expiry(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /**
     * The workload that the certificate is for: by its SPIFFE id where it has one, else by the names of issuer and subject. Empty
     * where it has a SPIFFE id that is none, or several URIs. Source: SPIFFE X.509-SVID §2, §4.
     */
    public static Optional<Principal> workload(X509Certificate certificate) {
        List<String> uris = uris(certificate);
        if (uris.isEmpty()) {
            String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
            String issuer = certificate.getIssuerX500Principal().getName(X500Principal.RFC2253);
            return subject.isEmpty() || subject.length() > TEXT_CHARS_MAX
                    ? Optional.empty()
                    : Optional.of(new Principal.Workload(new Principal.Key("x509:" + issuer, subject, "")));
        }
        return uris.size() == 1 ? spiffe(uris.getFirst()) : Optional.empty();
    }

    private static Optional<Principal> spiffe(String id) {
        try {
            URI uri = new URI(id);
            boolean sound = "spiffe".equals(uri.getScheme())
                    && id.length() <= TEXT_CHARS_MAX
                    && uri.getRawAuthority() != null
                    && uri.getRawAuthority().matches("[a-z0-9._-]+")
                    && uri.getRawPath().matches("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+)+")
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return sound
                    ? Optional.of(
                            new Principal.Workload(new Principal.Key("spiffe://" + uri.getRawAuthority(), id, "")))
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static List<String> uris(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(URI_NAME))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException _) {
            return List.of("", "");
        }
    }
}
