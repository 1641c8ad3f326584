package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.practice.Practice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Practice 7, token management. */
public final class TokenPractice implements Practice {
    private final List<Guard> guards;

    /**
     * Lets in whom {@code rules} and {@code verifiers} know, and keeps tokens and keys out of messages.
     *
     * @param configured the secrets with which servers are called, by server
     * @param scopes what tokens need at a route, for challenges
     */
    public TokenPractice(
            TokenRules rules,
            Verifiers verifiers,
            TokenSettings settings,
            Map<String, List<String>> configured,
            Function<String, Collection<String>> scopes) {
        Challenges challenges =
                new Challenges(verifiers.urls(), !verifiers.tokens().isIdle());
        guards = List.of(new TokenGuard(rules, verifiers, scopes, challenges), new SecretGuard(settings, configured));
    }

    @Override
    public String id() {
        return "token";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }
}
