package dev.sallyport.pipeline.verdict;

import java.time.Duration;

/** What a refused client can do about it. */
public sealed interface Hint {
    /** Nothing to add. */
    Hint NONE = new None();

    /** Nothing to add. */
    record None() implements Hint {}

    /**
     * How to be identified.
     *
     * @param value of {@code WWW-Authenticate}. Source: RFC 6750 §3.
     * @param nonce of {@code DPoP-Nonce}, or empty. Source: RFC 9449 §8.
     */
    record Challenge(String value, String nonce) implements Hint {
        /** A challenge without a nonce. */
        public Challenge(String value) {
            this(value, "");
        }
    }

    /**
     * Which scopes to ask an issuer for, as {@code WWW-Authenticate}. Source: RFC 6750 §3; MCP, Authorization, Scope Challenge Handling.
     *
     * @param missing names what the token lacks: a client of 2026-07-28 asks for it beside what it has
     * @param needed names all that this takes: older clients ask for what they are told, and lose what is not named
     */
    record StepUp(String missing, String needed) implements Hint {}

    /** When to try again. Source: RFC 9110 §10.2.3. */
    record RetryAfter(Duration delay) implements Hint {
        /** The delay in whole seconds, rounded up, at least 1. */
        public long seconds() {
            return Math.max(1, delay.plusNanos(999_999_999).toSeconds());
        }
    }

    /** Where a person can change the answer. */
    record Link(String url) implements Hint {}

    /**
     * A page of the gateway on which a person decides; a client that shows such pages to its user is asked to, and any other gets the
     * sentence.
     *
     * @param id by which the client hears that it was decided
     * @param url the page
     * @param question what its user is told of it: nothing of any argument
     * @param sentence what a client hears that shows no pages
     */
    record Visit(String id, String url, String question, String sentence) implements Hint {}

    /**
     * One sentence for the caller on what to mend; it names places and rules, and never repeats the caller's input.
     */
    record Mend(String sentence) implements Hint {
        /**
         * Place and rule in one sentence, for example {@code `/a` must be of type number}.
         *
         * @param pointer where, as a JSON pointer (RFC 6901)
         * @param rule what must hold there, for example {@code must be of type number}
         */
        public static Mend at(String pointer, String rule) {
            return new Mend((pointer.isEmpty() ? "the value" : "`" + pointer + "`") + " " + rule);
        }
    }
}
