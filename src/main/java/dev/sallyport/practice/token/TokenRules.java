package dev.sallyport.practice.token;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may come in, beside whose tokens are good.
 *
 * @param homeToken the token of this gateway's home
 * @param homeTokenUse where it is accepted
 * @param anonymous the routes for which no credential is needed
 * @param scopes what every token must have been granted
 * @param serverScopes what it must have been granted besides, by server or route
 * @param nonces true where proofs of possession need a nonce of ours
 */
public record TokenRules(
        String homeToken,
        HomeToken homeTokenUse,
        Set<String> anonymous,
        Set<String> scopes,
        Map<String, Set<String>> serverScopes,
        boolean nonces) {
    /** All that a token must have been granted for {@code server}, a server's name or a route. */
    public Collection<String> scopesOf(String server) {
        Set<String> own = serverScopes.getOrDefault(server, Set.of());
        if (own.isEmpty()) {
            return scopes;
        }
        Set<String> all = new TreeSet<>(scopes);
        all.addAll(own);
        return all;
    }

    /** The token of the home, from everybody, and nothing else. */
    public static TokenRules of(String homeToken) {
        return new TokenRules(homeToken, HomeToken.ANYWHERE, Set.of(), Set.of(), Map.of(), false);
    }
}
