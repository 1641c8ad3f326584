package dev.sallyport.practice.access.approval;

import java.util.Locale;
import java.util.Optional;

/** What an approval is good for: always for one caller and one tool as it is defined now, under the policy of now. */
public enum Scope {
    /** One call with these arguments. */
    ONCE,
    /** Every call in this session, with any arguments. */
    SESSION,
    /** Every call with these arguments. */
    ARGUMENTS,
    /** Every call for a time, with any arguments. */
    TOOL;

    /** The scope as it is written everywhere. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope that {@code text} names. */
    public static Optional<Scope> of(String text) {
        for (Scope scope : values()) {
            if (scope.text().equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
