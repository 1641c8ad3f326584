package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.policy.trail.Trail;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time in which entries are looked for.
 *
 * @param from from when on; the beginning of time where nobody says
 * @param to before when; the end of time where nobody says
 */
record TimeSpan(Instant from, Instant to) {
    static final TimeSpan ALL = new TimeSpan(Instant.MIN, Instant.MAX);

    /** What --since and --until say at {@code now}. Fails where no time is between them. */
    static TimeSpan of(@Nullable String since, @Nullable String until, Instant now) {
        Instant from = since == null ? Instant.MIN : time("--since", since, now);
        Instant to = until == null ? Instant.MAX : time("--until", until, now);
        if (!from.isBefore(to)) {
            throw usage("--since must be before --until, and no time is between " + from + " and " + to);
        }
        return new TimeSpan(from, to);
    }

    boolean has(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    /** In words; empty where that is all time. */
    String text() {
        return (from.equals(Instant.MIN) ? "" : " from " + from + " on")
                + (to.equals(Instant.MAX) ? "" : " before " + to);
    }

    private static Instant time(String option, String written, Instant now) {
        return Trail.since(written, now)
                .orElseThrow(() -> usage(option + " must be like 7d or 12h, or a time like 2026-11-26T08:00:00Z"));
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE, "usage", what);
    }
}
