package dev.sallyport.policy;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Truth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can follow for a request of which not all is known, such as a recorded call without its arguments.
 *
 * @param best what follows at best
 * @param worst what follows at worst; the same where nothing depends on what is not known
 * @param statement the statement from which it follows, where it is certain and follows from one
 */
public record Outlook(Outcome best, Outcome worst, Optional<Statement> statement) {
    /** True where what is not known changes nothing. */
    public boolean isCertain() {
        return best == worst;
    }

    /** What was found so far. A statement is certain where it applies, or cannot be evaluated; else it may apply. */
    static final class Gathering implements Index.Visitor {
        private final Request request;
        private @Nullable Statement forbid;
        private @Nullable Statement hold;
        private @Nullable Statement permit;
        private boolean mayForbid;
        private boolean mayHold;
        private boolean mayOpen;
        private boolean mayAllow;
        private boolean open;

        Gathering(Request request) {
            this.request = request;
        }

        @Override
        public boolean visit(Index.Rule rule) {
            Statement statement = rule.statement();
            if (statement.observed()) {
                return true;
            }
            Truth truth = statement.holds(request);
            if (truth == Truth.FALSE) {
                return true;
            }
            boolean certain = truth == Truth.TRUE;
            boolean unknown = truth == Truth.UNKNOWN;
            switch (statement.effect()) {
                case FORBID -> {
                    forbid = unknown || forbid != null ? forbid : statement;
                    mayForbid |= unknown;
                }
                case HOLD -> {
                    hold = unknown || hold != null ? hold : statement;
                    mayHold |= unknown;
                    open |= certain;
                    mayOpen |= unknown;
                }
                case PERMIT -> {
                    permit = !certain || permit != null ? permit : statement;
                    open |= certain;
                    mayOpen |= unknown;
                    mayAllow |= unknown;
                }
            }
            return forbid == null;
        }

        Outlook outlook() {
            Outcome best = best();
            Outcome worst = worst();
            if (best != worst) {
                return new Outlook(best, worst, Optional.empty());
            }
            return new Outlook(
                    best,
                    worst,
                    Optional.ofNullable(
                            switch (best) {
                                case DENY -> forbid;
                                case HOLD -> hold;
                                case ALLOW -> permit;
                            }));
        }

        private Outcome best() {
            if (forbid != null || !(open || mayOpen)) {
                return Outcome.DENY;
            }
            return hold == null && (permit != null || mayAllow) ? Outcome.ALLOW : Outcome.HOLD;
        }

        private Outcome worst() {
            if (forbid != null || mayForbid || !open) {
                return Outcome.DENY;
            }
            return hold != null || mayHold ? Outcome.HOLD : Outcome.ALLOW;
        }
    }
}
