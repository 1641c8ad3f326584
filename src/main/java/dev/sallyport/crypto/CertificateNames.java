package dev.sallyport.crypto;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The names and addresses that a certificate is for. Source: RFC 9525 §6. */
public final class CertificateNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    /** True where {@code certificate} is for {@code host}, a name or the literal of an address. */
    public static boolean cover(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return alternatives(certificate).stream().anyMatch(name -> switch (name.get(0)) {
            case Integer kind when kind == DNS -> isName(String.valueOf(name.get(1)), wanted);
            case Integer kind when kind == ADDRESS -> isAddress(String.valueOf(name.get(1)), wanted);
            default -> false;
        });
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    /** A `*` stands for the whole of the leftmost label, and for one label alone. */
    private static boolean isName(String pattern, String host) {
        String name = pattern.toLowerCase(Locale.ROOT);
        return (name.startsWith("*.") && host.indexOf('.') > 0)
                ? name.substring(1).equals(host.substring(host.indexOf('.')))
                : name.equals(host);
    }

    private static boolean isAddress(String literal, String host) {
        try {
            return InetAddress.ofLiteral(literal).equals(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
