package dev.sallyport.practice.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was said of a caller when he was identified, as far as that is known; what is empty is not known.
 *
 * @param authentication by what he was identified
 * @param proof what he had to prove beside showing his credential
 * @param scopes what he was granted
 * @param claims further facts of him, by name
 * @param known the names of the claims of which is known whether they are there; all, where it is empty
 */
public record Vouched(
        Optional<String> authentication,
        Optional<String> proof,
        Optional<List<String>> scopes,
        Map<String, List<String>> claims,
        Optional<Set<String>> known) {
    public Vouched {
        scopes = scopes.map(List::copyOf);
        claims = Map.copyOf(claims);
        known = known.map(Set::copyOf);
    }

    /** True where it is known whether he has the claim {@code name}. */
    boolean knows(String name) {
        return known.isEmpty() || known.get().contains(name);
    }
}
