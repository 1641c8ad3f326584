package dev.sallyport.practice.token.verify;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One authorization server whose tokens are accepted, and within what bounds.
 *
 * @param url its identifier, character by character as it stands in its tokens
 * @param audiences further names of this gateway that its tokens may be issued for
 * @param soleAudience true where a token that is for others too is refused
 * @param algorithms by which it may sign
 * @param lifetimeMax the longest time from issue to expiry of a token
 * @param claims further facts of a caller: name of ours, then claim, or JSON pointer into the claims
 * @param logoutAudiences the clients at the issuer whose logouts end what was opened here
 */
public record Issuer(
        URI url,
        IssuerProfile profile,
        Set<String> audiences,
        boolean soleAudience,
        Set<String> algorithms,
        Duration lifetimeMax,
        Map<String, String> claims,
        Optional<Asking> introspection,
        Set<String> logoutAudiences) {
    /** The longest lifetime that can be allowed. */
    public static final Duration LIFETIME_MAX = Duration.ofHours(24);

    /** One with the bounds that hold where the settings say nothing. */
    public Issuer(URI url) {
        this(
                url,
                IssuerProfile.at(url),
                Set.of(),
                false,
                Set.copyOf(Algorithms.DEFAULT),
                LIFETIME_MAX,
                Map.of(),
                Optional.empty(),
                Set.of());
    }

    /**
     * How the issuer is asked about a token. Source: RFC 7662 §2.1.
     *
     * @param client the name under which this gateway asks
     * @param always true where it is asked about signed tokens too, which it may have revoked
     */
    public record Asking(String client, Credential credential, boolean always) {}

    /** A secret that nothing prints. */
    public interface Credential {
        /** The secret itself. */
        String plaintext();
    }

    /** The identifier as it is compared. */
    String name() {
        return url.toString();
    }

    /** The types that the header of a token may name. */
    boolean allowsType(String type) {
        return profile.form().types().contains(small(type));
    }

    /** The types that the header of a logout token may name: issuers that write {@code JWT} into all tokens may here too. */
    boolean allowsLogoutType(String type) {
        String small = small(type);
        return small.equals("logout+jwt")
                || (small.equals("jwt") && profile.form().types().contains(small));
    }

    private static String small(String type) {
        String small = type.toLowerCase(Locale.ROOT);
        return small.startsWith("application/") ? small.substring(12) : small;
    }
}
