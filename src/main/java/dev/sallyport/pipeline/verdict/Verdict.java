package dev.sallyport.pipeline.verdict;

import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.protocol.Message;
import java.util.function.Supplier;

/** What a guard says of an exchange or of one message of it. */
public sealed interface Verdict {
    /** Nothing to object; shared, so that passing allocates nothing. */
    Verdict PASS = new Pass();

    /** Nothing to object. */
    record Pass() implements Verdict {}

    /** Go on with another message instead; inbound only in phase REWRITE. */
    record Replace(Message message, Reason reason) implements Verdict {}

    /** Stop here. */
    record Deny(Reason reason, Hint hint) implements Verdict {
        /** A denial with nothing to add. */
        public Deny(Reason reason) {
            this(reason, Hint.NONE);
        }
    }

    /**
     * Go on to the end of phase DECIDE; where nothing denies, the exchange ends there: a person has to agree first, and nothing of it waits
     * until then. Inbound only; elsewhere it is a denial.
     *
     * @param ask stores what is to be decided and says what the client is told; called once, and only where nothing denies
     */
    record Hold(Reason reason, Supplier<Hint> ask) implements Verdict {}

    /** Ask again, the same guard with the same message, on this lane; the guard has changed nothing yet. */
    record Defer(Lane lane) implements Verdict {}
}
