package dev.sallyport.practice.scope;

import dev.sallyport.pipeline.verdict.Reason;

/** Why the scopes of a caller do not suffice. */
final class ScopeReasons {
    /** The token has not been granted a scope that this takes. */
    static final Reason INSUFFICIENT = new Reason("scope", "insufficient");
    /** It takes a token, and the caller has come without one. */
    static final Reason TOKEN = new Reason("scope", "token");
    /** No rule is about it, at a server that rules are about. */
    static final Reason UNNAMED = new Reason("scope", "unnamed");
    /** It was left out of a list. */
    static final Reason LEFT_OUT = new Reason("scope", "left-out");

    private ScopeReasons() {}
}
