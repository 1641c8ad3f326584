package dev.sallyport.policy;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.condition.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
        private @Nullable Statement permit;
        private final List<Statement> holds = new ArrayList<>();
        private final List<Statement> mayHold = new ArrayList<>();
        private final Set<String> lifted = new HashSet<>();
        private final Set<String> mayBeLifted = new HashSet<>();
        private boolean mayForbid;
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
                    (unknown ? mayHold : holds).add(statement);
                    open |= certain;
                    mayOpen |= unknown;
                }
                case PERMIT -> {
                    permit = !certain || permit != null ? permit : statement;
                    if (certain || unknown) {
                        (certain ? lifted : mayBeLifted).addAll(statement.lifts());
                    }
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
                                case HOLD -> hold().orElse(null);
                                case ALLOW -> permit;
                            }));
        }

        /** What can follow where {@code other} can only stop more, as in {@link Decision#orStricter}. */
        Outlook orStricter(Gathering other) {
            Outcome best = strictest(best(), other.stopsAtLeast());
            Outcome worst = strictest(worst(), other.stopsAtMost());
            if (best != worst) {
                return new Outlook(best, worst, Optional.empty());
            }
            Outlook own = outlook();
            return own.isCertain() && own.best() == best
                    ? own
                    : new Outlook(best, worst, best == Outcome.DENY ? Optional.ofNullable(other.forbid) : other.hold());
        }

        private static Outcome strictest(Outcome one, Outcome other) {
            return one.compareTo(other) > 0 ? one : other;
        }

        private Outcome stopsAtLeast() {
            return forbid != null ? Outcome.DENY : hold().isPresent() && open ? Outcome.HOLD : Outcome.ALLOW;
        }

        private Outcome stopsAtMost() {
            if (forbid != null || mayForbid) {
                return Outcome.DENY;
            }
            return isHeldAtWorst() && (open || mayOpen) ? Outcome.HOLD : Outcome.ALLOW;
        }

        private boolean isHeldAtWorst() {
            return Stream.concat(holds.stream(), mayHold.stream()).anyMatch(each -> !lifted.contains(each.id()));
        }

        private Outcome best() {
            if (forbid != null || !(open || mayOpen)) {
                return Outcome.DENY;
            }
            return hold().isEmpty() && (permit != null || mayAllow) ? Outcome.ALLOW : Outcome.HOLD;
        }

        /** One that holds it in any case. */
        private Optional<Statement> hold() {
            return holds.stream()
                    .filter(each -> !lifted.contains(each.id()) && !mayBeLifted.contains(each.id()))
                    .findFirst();
        }

        private Outcome worst() {
            if (forbid != null || mayForbid || !open) {
                return Outcome.DENY;
            }
            return isHeldAtWorst() ? Outcome.HOLD : Outcome.ALLOW;
        }
    }
}
