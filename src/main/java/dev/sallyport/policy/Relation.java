package dev.sallyport.policy;

import dev.sallyport.policy.condition.Truth;

/**
 * How one statement relates to one request: what an explanation is made of.
 *
 * @param statement the statement
 * @param kind how it relates
 */
public record Relation(Statement statement, Kind kind) {
    /** How a statement relates to a request; the first reason why it does not apply. */
    public enum Kind {
        /** It applies. */
        APPLIES,
        /** It could apply, were the arguments known. */
        DEPENDS,
        /** It cannot be evaluated. */
        FAILS,
        /** Its condition does not hold. */
        OTHER_CONDITION,
        /** It is about others. */
        OTHER_PRINCIPAL,
        /** It is about other actions. */
        OTHER_ACTION,
        /** It is about other resources. */
        OTHER_RESOURCE
    }

    static Relation of(Statement statement, Request request) {
        return new Relation(statement, kind(statement, request));
    }

    private static Kind kind(Statement statement, Request request) {
        if (!statement.isAboutResource(request)) {
            return Kind.OTHER_RESOURCE;
        }
        if (!statement.isAboutAction(request.action())) {
            return Kind.OTHER_ACTION;
        }
        if (!statement.isAboutPrincipal(request)) {
            return Kind.OTHER_PRINCIPAL;
        }
        Truth truth = statement.holds(request);
        return switch (truth) {
            case TRUE -> Kind.APPLIES;
            case UNKNOWN -> Kind.DEPENDS;
            case ERROR -> Kind.FAILS;
            case FALSE -> Kind.OTHER_CONDITION;
        };
    }
}
