package dev.sallyport.policy.condition;

/** A refusal of a text that is no condition: what is wrong with it and where, and what may have been meant. */
public final class UnfitCondition extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String suggestion;

    UnfitCondition(String message, String suggestion) {
        super(message);
        this.suggestion = suggestion;
    }

    /** How to mend it; may be empty. */
    public String suggestion() {
        return suggestion;
    }
}
