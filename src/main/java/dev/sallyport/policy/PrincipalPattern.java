package dev.sallyport.policy;

import dev.sallyport.catalog.search.NearestName;
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

    /** What may have been meant by {@code text}, which is none: a kind that is nearly one, or a group, as most names are. */
    public static String suggestion(String text) {
        if (read(text).isPresent()) {
            return "";
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return NearestName.of(text, List.of(LOCAL.text(), ANONYMOUS.text()))
                    .map(name -> "did you mean `" + name + "`?")
                    .orElse("a group is written `group:" + text + "`");
        }
        return NearestName.of(text.substring(0, colon), KINDS)
                .map(kind -> "did you mean `" + kind + text.substring(colon) + "`?")
                .orElse("");
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
