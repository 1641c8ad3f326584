package dev.sallyport.crypto;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** When a certificate holds; the one place where the JDK's old class of dates is met. */
public final class Validity {
    private Validity() {}

    /** The last moment at which {@code certificate} holds. */
    public static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /** The first moment at which {@code certificate} holds. */
    public static Instant begin(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }
}
