package dev.sallyport.practice.access.approval;

import java.time.Duration;

/**
 * What a person chose.
 *
 * @param agreed whether it may be done
 * @param scope what that is good for
 * @param during for how long; {@link Duration#ZERO} for as long as the scope lasts
 */
public record Choice(boolean agreed, Scope scope, Duration during) {
    /** For how long a tool may be used where nothing is said of it. */
    public static final Duration TOOL_DEFAULT = Duration.ofHours(1);
    /** The longest time that can be asked for. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** It may not. */
    public static final Choice DENY = new Choice(false, Scope.ONCE, Duration.ZERO);

    public Choice {
        if (during.isNegative() || during.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("1 minute to 1440");
        }
        during = scope == Scope.TOOL && during.isZero() ? TOOL_DEFAULT : during;
    }
}
