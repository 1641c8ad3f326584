package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.practice.Practice;
import java.util.List;

/** Practice 7, token management. */
public final class TokenPractice implements Practice {
    private final List<Guard> guards;

    /** Demands the bearer token {@code token}. */
    public TokenPractice(String token) {
        guards = List.of(new TokenGuard(token));
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
