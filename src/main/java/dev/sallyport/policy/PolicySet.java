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
 * <p>A request is denied where a statement forbids it, or nothing permits or holds it. Otherwise it is held where a statement holds it, and
 * else allowed. What cannot be evaluated never helps: a permit does not apply, a forbid does, and a hold holds what something else permits
 * but permits nothing itself. Where arguments are not known yet, the decision is that for the most favourable ones.
 */
public final class PolicySet {
    private final List<Statement> statements;
    private final Index index;

    private PolicySet(List<Statement> statements) {
        this.statements = List.copyOf(statements);
        this.index = new Index(statements);
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
        Judgement judgement = new Judgement(request);
        index.visit(request, judgement);
        return judgement.decision();
    }

    /** What can follow for {@code request}, of which not all need be known. */
    public Outlook outlook(Request request) {
        Outlook.Gathering gathering = new Outlook.Gathering(request);
        index.visit(request, gathering);
        return gathering.outlook();
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
        private @Nullable Decision forbid;
        private @Nullable Decision hold;
        private @Nullable Decision permit;
        private boolean open;
        private @Nullable List<String> observed;

        Judgement(Request request) {
            this.request = request;
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
                }
                case PERMIT -> {
                    permit = decision;
                    open = true;
                }
            }
            return forbid == null;
        }

        /** True where the statement can change nothing any more. */
        private boolean isDecided(Statement statement) {
            return !statement.observed()
                    && switch (statement.effect()) {
                        case FORBID -> false;
                        case HOLD -> hold != null && !hold.failed();
                        case PERMIT -> permit != null;
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
            return (hold != null ? hold : permit != null ? permit : Decision.NOT_PERMITTED).noting(watched);
        }
    }
}
