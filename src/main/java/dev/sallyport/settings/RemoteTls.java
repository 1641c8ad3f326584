package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.tls.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How TLS is spoken to one remote server. */
public record RemoteTls(
        @Doc("The authorities, in PEM, of which one must vouch for the server; without it, those that Java trusts.")
        Optional<Path> ca,

        @Doc("The certificate that the server is shown, in PEM, then those above it.")
        Optional<Path> certificate,

        @Doc("The key of the certificate: PKCS#8 in PEM, not encrypted, readable by its owner alone.")
        Optional<Path> key,

        @Doc(
                "The keys of which the server's own certificate must have one: `sha256/` and the SHA-256 of the key in base64.")
        List<String> pin,

        @Doc("The oldest version of TLS that is spoken.") TlsVersion versionMin) {
    /** What Java trusts, no certificate of our own, TLS 1.2 or later. */
    public static final RemoteTls DEFAULT =
            new RemoteTls(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), TlsVersion.TLS_1_2);

    private static final Pattern PIN = Pattern.compile("sha256/[A-Za-z0-9+/]{43}=");
    private static final int PINS_MAX = 16;

    public RemoteTls {
        absolute("ca", ca);
        absolute("certificate", certificate);
        absolute("key", key);
        pin = List.copyOf(pin);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((certificate.isPresent() ? "certificate" : "key") + " goes only with `"
                    + (certificate.isPresent() ? "key" : "certificate") + "`");
        }
        for (String one : pin) {
            if (!PIN.matcher(one).matches()) {
                throw new IllegalArgumentException("pin must be `sha256/` and 44 characters of base64");
            }
        }
        if (pin.size() > PINS_MAX) {
            throw new IllegalArgumentException("pin must be " + PINS_MAX + " at most");
        }
    }

    /** The default, but that {@code ca} alone vouches for the server. */
    public static RemoteTls trusting(Path ca) {
        return new RemoteTls(Optional.of(ca), Optional.empty(), Optional.empty(), List.of(), TlsVersion.TLS_1_3);
    }

    /** The same, and {@code shown} with {@code secret}, both absolute, is shown to the server. */
    public RemoteTls showing(Path shown, Path secret) {
        return new RemoteTls(ca, Optional.of(shown), Optional.of(secret), pin, versionMin);
    }

    private static void absolute(String key, Optional<Path> file) {
        if (file.isPresent() && !file.get().isAbsolute()) {
            throw new IllegalArgumentException(key + " must be absolute");
        }
    }
}
