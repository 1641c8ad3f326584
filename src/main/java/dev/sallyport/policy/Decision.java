package dev.sallyport.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a policy says of a request.
 *
 * @param outcome what follows
 * @param statement the statement from which it follows; empty for a denial because nothing permits
 * @param failed true where that statement could not be evaluated, and denies or holds for that reason
 * @param observed ids of statements that are only watched and would have denied or held
 */
public record Decision(Outcome outcome, Optional<Statement> statement, boolean failed, List<String> observed) {
    /** Nothing permits it. */
    static final Decision NOT_PERMITTED = new Decision(Outcome.DENY, Optional.empty(), false, List.of());

    /** What follows for the request. */
    public enum Outcome {
        /** It may be done. */
        ALLOW,
        /** It may be done once a person agrees. */
        HOLD,
        /** It may not be done. */
        DENY;

        private final String text = name().toLowerCase(Locale.ROOT);

        /** The outcome as the record and commands write it. */
        public String text() {
            return text;
        }
    }

    public Decision {
        observed = List.copyOf(observed);
    }

    /** What follows where {@code statement} decides. */
    static Decision by(Statement statement, boolean failed) {
        Outcome outcome =
                switch (statement.effect()) {
                    case PERMIT -> Outcome.ALLOW;
                    case HOLD -> Outcome.HOLD;
                    case FORBID -> Outcome.DENY;
                };
        return new Decision(outcome, Optional.of(statement), failed, List.of());
    }

    /** The one of both by which a statement stops more; that nothing permits {@code other} stops nothing. */
    public Decision orStricter(Decision other) {
        return other.statement.isPresent() && other.outcome.compareTo(outcome) > 0 ? other : this;
    }

    Decision noting(List<String> watched) {
        return watched.isEmpty() ? this : new Decision(outcome, statement, failed, watched);
    }
}
