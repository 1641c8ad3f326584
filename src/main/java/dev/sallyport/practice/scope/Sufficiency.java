package dev.sallyport.practice.scope;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the rules say of one thing that is done, for whoever wants to know why.
 *
 * @param named false where no rule is about it, at a server that rules are about, so that no token suffices
 * @param needed the scopes that it takes, without those that come along with another
 * @param missing those of them that were not granted
 */
public record Sufficiency(boolean named, Collection<String> needed, Collection<String> missing) {
    public Sufficiency {
        needed = List.copyOf(needed);
        missing = List.copyOf(missing);
    }

    /** In words. */
    public String text() {
        if (!named) {
            return "no token suffices: no rule of `scope.rules` is about this (scope.unnamed)";
        }
        if (needed.isEmpty()) {
            return "none are needed";
        }
        String all = "a token needs " + quoted(needed);
        return missing.isEmpty()
                ? all + ", and has it"
                : all + ", and lacks " + quoted(missing) + " (scope.insufficient)";
    }

    private static String quoted(Collection<String> scopes) {
        return scopes.stream().map(scope -> "`" + scope + "`").collect(Collectors.joining(", "));
    }
}
