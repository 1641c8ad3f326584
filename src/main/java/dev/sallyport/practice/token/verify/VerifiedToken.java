package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * A token whose issuer, signature, type, times and claims are as they must be. Only the verifiers of this package make one. For
 * which URL it is, and what else its bearer must prove, is judged for each request.
 */
public final class VerifiedToken {
    private final Issuer issuer;
    private final Principal principal;
    private final Set<String> audience;
    private final Authentication authentication;

    VerifiedToken(Issuer issuer, Principal principal, Set<String> audience, Authentication authentication) {
        this.issuer = issuer;
        this.principal = principal;
        this.audience = Set.copyOf(audience);
        this.authentication = authentication;
    }

    /** Who shows it. */
    public Principal principal() {
        return principal;
    }

    /** How the caller was identified by it. */
    public Authentication authentication() {
        return authentication;
    }

    /** When it is over. */
    Instant expiry() {
        return authentication.expiry();
    }

    /** Who has issued it. */
    Issuer issuer() {
        return issuer;
    }

    /**
     * True where it was issued for one of {@code resources}, or for an alias of this gateway that the settings list; character by
     * character. Source: RFC 8707 §2; RFC 9068 §4.
     */
    public boolean isFor(Collection<String> resources) {
        boolean ours = false;
        boolean foreign = false;
        for (String recipient : audience) {
            if (resources.contains(recipient) || issuer.audiences().contains(recipient)) {
                ours = true;
            } else {
                foreign = true;
            }
        }
        return ours && !(foreign && issuer.soleAudience());
    }
}
