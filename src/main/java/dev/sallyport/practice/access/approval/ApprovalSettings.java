package dev.sallyport.practice.access.approval;

import dev.sallyport.practice.Doc;
import java.time.Duration;

/** How long people and callers have. */
public record ApprovalSettings(
        @Doc("How long what is held waits for a person; after that it is denied once, and asked anew.")
        Duration answer,

        @Doc("How long an approval waits to be used, and how long a denial stands.")
        Duration use) {
    /** Ten minutes each. */
    public static final ApprovalSettings DEFAULT = new ApprovalSettings(Duration.ofMinutes(10), Duration.ofMinutes(10));

    public ApprovalSettings {
        check("answer", answer);
        check("use", use);
    }

    private static void check(String key, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(key + " must be 1s to 1d");
        }
    }
}
