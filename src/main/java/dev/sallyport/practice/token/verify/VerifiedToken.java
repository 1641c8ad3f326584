package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
    private final Instant issued;

    VerifiedToken(
            Issuer issuer, Principal principal, Set<String> audience, Authentication authentication, Instant issued) {
        this.issuer = issuer;
        this.principal = principal;
        this.audience = Set.copyOf(audience);
        this.authentication = authentication;
        this.issued = issued;
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

    /** When it was issued; where nothing says so, when its issuer vouched for it. */
    Instant issued() {
        return issued;
    }

    /** The session at the issuer that it belongs to; empty where none is named. */
    String sid() {
        return authentication
                .claims()
                .getOrDefault(Authentication.SID, List.of(""))
                .getFirst();
    }

    /** As whom its issuer knows those who act by it. */
    List<String> subjects() {
        return switch (principal) {
            case Principal.Anonymous _ -> List.of();
            case Principal.User(Principal.Key key) -> List.of(key.subject());
            case Principal.Workload(Principal.Key key) -> List.of(key.subject());
            case Principal.Delegated(Principal.Key subject, Principal.Key actor) ->
                actor.issuer().equals(subject.issuer())
                        ? List.of(subject.subject(), actor.subject())
                        : List.of(subject.subject());
        };
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
