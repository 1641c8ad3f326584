package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Reason;

/** What a judge of this practice says of one value: nothing, or the first thing that is wrong with it. */
public sealed interface Judgement {
    /** Nothing to object; shared, so that passing allocates nothing. */
    Judgement CLEAN = new Clean();

    /** Nothing to object. */
    record Clean() implements Judgement {}

    /**
     * One thing that is wrong. It holds places and rules, and never a piece of the judged value.
     *
     * @param reason the stable code
     * @param pointer where, as a JSON pointer (RFC 6901); a member that the schema does not name is {@code *}
     * @param rule what must hold there, for example {@code must be of type number}
     */
    record Finding(Reason reason, String pointer, String rule) implements Judgement {
        /** Place and rule in one sentence, fit for a caller: {@code `/a` must be of type number}. */
        public String sentence() {
            return (pointer.isEmpty() ? "the value" : "`" + pointer + "`") + " " + rule;
        }
    }
}
