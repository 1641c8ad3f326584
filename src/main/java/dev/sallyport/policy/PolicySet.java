package dev.sallyport.policy;

import dev.sallyport.policy.condition.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are judged together.
 *
 * <p>A request is denied where a statement forbids it, or nothing permits or holds it. Otherwise it is held where a statement holds it that no
 * permit lifts, and else allowed. What cannot be evaluated never helps: a permit does not apply, a forbid does, and a hold holds what something else permits
 * but permits nothing itself. Where arguments are not known yet, the decision is that for the most favourable ones.
 */
public final class PolicySet {
    private final List<Statement> statements;
    private final Index index;
    private final boolean lifting;

    private PolicySet(List<Statement> statements) {
        this.statements = List.copyOf(statements);
        this.index = new Index(statements);
        this.lifting =
                statements.stream().anyMatch(statement -> !statement.lifts().isEmpty());
    }

    /** The set of {@code statements}; refuses two of one id. */
    public static PolicySet of(List<Statement> statements) {
        Set<String> ids = new HashSet<>();
        for (Statement statement : statements) {
            if (!ids.add(statement.id())) {
                throw new IllegalArgumentException("two statements have the id `" + statement.id() + "`");
            }
        }
        return new PolicySet(statements);
    }

    /** The statements, in their order. */
    public List<Statement> statements() {
        return statements;
    }

    /** What follows for {@code request}. */
    public Decision decide(Request request) {
        Judgement judgement = new Judgement(request, lifting);
        index.visit(request, judgement);
        return judgement.decision();
    }

    /** What can follow for {@code request}, of which not all need be known. */
    public Outlook outlook(Request request) {
        Outlook.Gathering gathering = new Outlook.Gathering(request);
        index.visit(request, gathering);
        return gathering.outlook();
    }

    /** The same, where what is asked for has a plain name too, by which a statement may stop it that does not know the other. */
    public Outlook outlook(Request request, Request plain) {
        Outlook.Gathering gathering = new Outlook.Gathering(request);
        index.visit(request, gathering);
        Outlook.Gathering other = new Outlook.Gathering(plain);
        index.visit(plain, other);
        return gathering.orStricter(other);
    }

    /** The ids of the statements that hold {@code request}, or may, whatever else applies. */
    public Set<String> holding(Request request) {
        Set<String> holding = new HashSet<>();
        index.visit(request, rule -> {
            Statement statement = rule.statement();
            if (statement.effect() == Effect.HOLD && !statement.observed() && statement.holds(request) != Truth.FALSE) {
                holding.add(statement.id());
            }
            return true;
        });
        return holding;
    }

    /** How each statement relates to {@code request}, in their order. */
    public List<Relation> explain(Request request) {
        return statements.stream()
                .map(statement -> Relation.of(statement, request))
                .toList();
    }

    /** What was found so far. */
    private static final class Judgement implements Index.Visitor {
        private final Request request;
        /** Where a permit lifts, every hold that applies; else the first decides. */
        private final @Nullable Lifting lifting;

        private @Nullable Decision forbid;
        private @Nullable Decision hold;
        private @Nullable Decision permit;
        private boolean open;
        private @Nullable List<String> observed;

        Judgement(Request request, boolean lifting) {
            this.request = request;
            this.lifting = lifting ? new Lifting(new ArrayList<>(), new HashSet<>()) : null;
        }

        @Override
        public boolean visit(Index.Rule rule) {
            Statement statement = rule.statement();
            if (isDecided(statement)) {
                return true;
            }
            Truth truth = statement.holds(request);
            boolean applies = truth == Truth.TRUE || (truth == Truth.UNKNOWN && statement.effect() != Effect.FORBID);
            boolean failed = truth == Truth.ERROR && statement.effect() != Effect.PERMIT;
            if (!applies && !failed) {
                return true;
            }
            if (statement.observed()) {
                observe(statement);
                return true;
            }
            Decision decision = failed ? rule.failure() : rule.decision();
            switch (statement.effect()) {
                case FORBID -> forbid = decision;
                case HOLD -> {
                    hold = decision;
                    open |= applies;
                    if (lifting != null) {
                        lifting.holds().add(decision);
                    }
                }
                case PERMIT -> {
                    permit = decision;
                    open = true;
                    if (lifting != null) {
                        lifting.lifted().addAll(statement.lifts());
                    }
                }
            }
            return forbid == null;
        }

        /** True where the statement can change nothing any more. */
        private boolean isDecided(Statement statement) {
            return !statement.observed()
                    && switch (statement.effect()) {
                        case FORBID -> false;
                        case HOLD -> lifting == null && hold != null && !hold.failed();
                        case PERMIT -> permit != null && statement.lifts().isEmpty();
                    };
        }

        private void observe(Statement statement) {
            if (observed == null) {
                observed = new ArrayList<>();
            }
            if (!observed.contains(statement.id())) {
                observed.add(statement.id());
            }
        }

        Decision decision() {
            List<String> watched = observed == null ? List.of() : observed;
            if (forbid != null) {
                return forbid.noting(watched);
            }
            if (!open) {
                return Decision.NOT_PERMITTED.noting(watched);
            }
            Decision held = lifting == null ? hold : lifting.hold();
            return (held != null ? held : permit != null ? permit : Decision.NOT_PERMITTED).noting(watched);
        }
    }

    /** The holds that apply, and the ids of those that are lifted. */
    private record Lifting(List<Decision> holds, Set<String> lifted) {
        /** The hold that decides: one that was evaluated before one that could not be. */
        @Nullable
        Decision hold() {
            Decision found = null;
            for (Decision hold : holds) {
                boolean isLifted = hold.statement()
                        .map(Statement::id)
                        .filter(lifted::contains)
                        .isPresent();
                if (!isLifted && (found == null || (found.failed() && !hold.failed()))) {
                    found = hold;
                }
            }
            return found;
        }
    }
}
