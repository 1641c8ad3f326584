package dev.sallyport.practice.ratelimit;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import java.time.Duration;

/** When a caller repeats itself. */
public record RepeatSettings(
        @Doc("Whether repeated calls are slowed (enforce), or only recorded (observe).")
        Mode mode,

        @Doc("How many calls of one tool with the same arguments one caller may make in that time.")
        int calls,

        @Doc("How many of a tool that says of itself that it only reads, or that a second call changes nothing.")
        int safeCalls,

        @Doc("In which time.") Duration within) {
    /** A hundred in five minutes, a thousand of a tool that may be asked again. */
    public static final RepeatSettings DEFAULT = new RepeatSettings(Mode.ENFORCE, 100, 1000, Duration.ofMinutes(5));

    public RepeatSettings {
        if (calls < 2 || calls > 1_000_000) {
            throw new IllegalArgumentException("calls must be 2 to 1000000");
        }
        if (safeCalls < calls || safeCalls > 1_000_000) {
            throw new IllegalArgumentException("safe-calls must be as many as calls or more, up to 1000000");
        }
        if (within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("within must be 1s to 1d");
        }
    }
}
