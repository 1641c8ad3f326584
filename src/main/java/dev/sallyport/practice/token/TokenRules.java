package dev.sallyport.practice.token;

import java.util.Set;

/**
 * Who may come in, beside whose tokens are good.
 *
 * @param homeToken the token of this gateway's home
 * @param homeTokenUse where it is accepted
 * @param anonymous the routes for which no credential is needed
 * @param nonces true where proofs of possession need a nonce of ours
 */
public record TokenRules(String homeToken, HomeToken homeTokenUse, Set<String> anonymous, boolean nonces) {
    /** The token of the home, from everybody, and nothing else. */
    public static TokenRules of(String homeToken) {
        return new TokenRules(homeToken, HomeToken.ANYWHERE, Set.of(), false);
    }
}
