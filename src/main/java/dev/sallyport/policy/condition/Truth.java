package dev.sallyport.policy.condition;

/** What a condition comes to. */
public enum Truth {
    /** It holds. */
    TRUE,
    /** It does not hold. */
    FALSE,
    /** It depends on a fact that is not there yet: the arguments of a call that is only thought of. */
    UNKNOWN,
    /** It could not be said: a fact is missing, or not of the kind that the condition takes it for. */
    ERROR;

    /** Both; false before error before unknown. */
    public Truth and(Truth other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        if (this == ERROR || other == ERROR) {
            return ERROR;
        }
        return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : TRUE;
    }

    /** The opposite; error and unknown have none. */
    public Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN, ERROR -> this;
        };
    }
}
