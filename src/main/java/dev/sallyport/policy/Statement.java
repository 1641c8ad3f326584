package dev.sallyport.policy;

import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.Truth;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rule: who, what, on which resources, under which condition.
 *
 * @param id its name, by which decisions and the record refer to it
 * @param effect what it does where it applies
 * @param principals whom it is about: one of these
 * @param actions methods of MCP, or {@code *} for all
 * @param resources which resources: one of these
 * @param when what must hold; nothing where it is empty
 * @param unless what must not hold; nothing where it is empty
 * @param observed true where it is only watched: it decides nothing, and what it would have decided is noted
 * @param advice a sentence for whoever it stops; may be empty
 * @param lifts ids of statements that hold: for what it permits, they hold nothing
 */
public record Statement(
        String id,
        Effect effect,
        Set<PrincipalPattern> principals,
        Set<String> actions,
        List<ResourcePattern> resources,
        Optional<Condition> when,
        Optional<Condition> unless,
        boolean observed,
        String advice,
        Set<String> lifts) {
    public Statement {
        principals = Set.copyOf(principals);
        actions = Set.copyOf(actions);
        resources = List.copyOf(resources);
        lifts = Set.copyOf(lifts);
        if (principals.isEmpty() || actions.isEmpty() || resources.isEmpty()) {
            throw new IllegalArgumentException(
                    "a statement is about somebody, something done, and something it is done to");
        }
        if (observed && effect == Effect.PERMIT) {
            throw new IllegalArgumentException("a permit cannot be watched only: what it permits would be denied");
        }
        if (!lifts.isEmpty() && effect != Effect.PERMIT) {
            throw new IllegalArgumentException("only a permit lifts what others hold");
        }
    }

    /** One that lifts nothing. */
    public Statement(
            String id,
            Effect effect,
            Set<PrincipalPattern> principals,
            Set<String> actions,
            List<ResourcePattern> resources,
            Optional<Condition> when,
            Optional<Condition> unless,
            boolean observed,
            String advice) {
        this(id, effect, principals, actions, resources, when, unless, observed, advice, Set.of());
    }

    /** True where it is about everything that {@code other} is about, and asks for nothing more. */
    public boolean covers(Statement other) {
        return when.isEmpty()
                && unless.isEmpty()
                && (principals.contains(PrincipalPattern.ALL) || principals.containsAll(other.principals))
                && (actions.contains("*") || actions.containsAll(other.actions))
                && other.resources.stream()
                        .allMatch(named -> resources.stream().anyMatch(pattern -> pattern.covers(named)));
    }

    /** True where {@code other} says the same, under another id or with other advice. */
    public boolean isSame(Statement other) {
        return effect == other.effect
                && observed == other.observed
                && principals.equals(other.principals)
                && actions.equals(other.actions)
                && Set.copyOf(resources).equals(Set.copyOf(other.resources))
                && when.equals(other.when)
                && unless.equals(other.unless)
                && lifts.equals(other.lifts);
    }

    /** True where it is about this action and resource. */
    boolean isAbout(Request request) {
        return isAboutAction(request.action()) && isAboutResource(request);
    }

    /** True where it is about {@code action}. */
    public boolean isAboutAction(String action) {
        return actions.contains("*") || actions.contains(action);
    }

    /** True where it is about the resource of {@code request}. */
    boolean isAboutResource(Request request) {
        for (ResourcePattern pattern : resources) {
            if (pattern.covers(request.server(), request.name())) {
                return true;
            }
        }
        return false;
    }

    /** True where it is about one of the principals of {@code request}. */
    boolean isAboutPrincipal(Request request) {
        return principals.contains(PrincipalPattern.ALL)
                || request.principals().stream().anyMatch(principals::contains);
    }

    /** Whether its conditions hold for {@code request}. */
    Truth holds(Request request) {
        Truth truth = when.map(condition -> condition.test(request.action(), request.facts()))
                .orElse(Truth.TRUE);
        return truth == Truth.FALSE
                ? truth
                : truth.and(unless.map(condition -> condition
                                .test(request.action(), request.facts())
                                .not())
                        .orElse(Truth.TRUE));
    }
}
