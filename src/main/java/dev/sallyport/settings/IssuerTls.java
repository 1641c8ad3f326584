package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** How TLS is spoken to one issuer. */
public record IssuerTls(
        @Doc(
                "The authorities, in PEM, of which one must vouch for whatever the issuer is asked at; without it, those that Java trusts.")
        Optional<Path> ca) {
    /** What Java trusts. */
    public static final IssuerTls DEFAULT = new IssuerTls(Optional.empty());

    public IssuerTls {
        if (ca.isPresent() && !ca.get().isAbsolute()) {
            throw new IllegalArgumentException("ca must be absolute");
        }
    }
}
