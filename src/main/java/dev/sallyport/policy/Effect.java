package dev.sallyport.policy;

/** What a statement does where it applies. The order of the constants is that of their strength. */
public enum Effect {
    /** Allows, unless something stronger applies. */
    PERMIT,
    /** Allows once a person has agreed, whatever permits besides, but for a permit that lifts it by name. */
    HOLD,
    /** Denies, whatever else applies. */
    FORBID
}
