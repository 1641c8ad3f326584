package dev.sallyport.practice.token;

import dev.sallyport.pipeline.caller.Authentication;
import java.util.Collection;
import java.util.Set;

/** What callers must have been granted before they reach a server. Source: RFC 6750 §3.1, {@code insufficient_scope}. */
final class Scopes {
    private final TokenRules rules;

    Scopes(TokenRules rules) {
        this.rules = rules;
    }

    /** All that a token must have been granted for {@code server}, a server's name or a route. */
    Collection<String> of(String server) {
        return rules.scopesOf(server);
    }

    /**
     * True where a caller who was identified so may reach {@code server}; scopes are asked of tokens of issuers and certificates,
     * and who has no credential reaches nothing that has scopes of its own.
     */
    boolean suffice(Authentication how, String server) {
        return switch (how.method()) {
            case PROCESS, HOME_TOKEN -> true;
            case ANONYMOUS ->
                rules.serverScopes().getOrDefault(server, Set.of()).isEmpty();
            default -> how.scopes().containsAll(of(server));
        };
    }
}
