package dev.sallyport.policy;

import java.util.List;
import java.util.Optional;

/**
 * The principals that a statement is about, as one text: {@code *} for all, {@code local}, {@code anonymous}, or a kind and a name such as
 * {@code role:reviewers}. A request has the texts of all that its principal is; one of a statement's must be among them.
 *
 * @param text the text
 */
public record PrincipalPattern(String text) {
    /** Everybody. */
    public static final PrincipalPattern ALL = new PrincipalPattern("*");

    /** The owner of this gateway's home. */
    public static final PrincipalPattern LOCAL = new PrincipalPattern("local");

    /** Callers without a credential. */
    public static final PrincipalPattern ANONYMOUS = new PrincipalPattern("anonymous");

    /** The kinds that have a name behind a colon. */
    public static final List<String> KINDS = List.of("user", "workload", "actor", "group", "role", "client");

    /** The pattern that {@code text} writes, or empty where it is of another form. */
    public static Optional<PrincipalPattern> read(String text) {
        PrincipalPattern pattern = new PrincipalPattern(text);
        if (pattern.equals(ALL) || pattern.equals(LOCAL) || pattern.equals(ANONYMOUS)) {
            return Optional.of(pattern);
        }
        int colon = text.indexOf(':');
        boolean sound = colon > 0 && colon + 1 < text.length() && KINDS.contains(text.substring(0, colon));
        return sound ? Optional.of(pattern) : Optional.empty();
    }

    /** That of a kind and a name. */
    public static PrincipalPattern of(String kind, String name) {
        return new PrincipalPattern(kind + ":" + name);
    }

    @Override
    public String toString() {
        return text;
    }
}
