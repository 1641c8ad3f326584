package dev.sallyport.crypto;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** When a certificate holds; the one place where the JDK's old class of dates is met. */
final class Validity {
    private Validity() {}

    /** The last moment at which {@code certificate} holds. */
    static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
