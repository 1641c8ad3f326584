package dev.sallyport.cli.policy.trail;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which recorded calls are meant: those of a home since a time. */
public final class TrailOptions {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "From when on: so long ago (12h, 7d), or a time such as 2026-11-26T08:00:00Z (default:"
                    + " ${DEFAULT-VALUE}).")
    private String since = "7d";

    /** The calls, each kind once; at least one. */
    public List<Tally> calls() throws IOException {
        Instant from = Trail.since(since, Instant.now())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "usage",
                        "--since must be like 7d or 12h, or a time like 2026-11-26T08:00:00Z"));
        Trail trail = new Trail(home.folder());
        Tally.Sum sum = new Tally.Sum();
        trail.calls(from, sum::add);
        List<Tally> calls = new ArrayList<>(sum.tallies());
        if (calls.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-calls",
                    "the audit trail in " + trail.folder()
                            + " has no call since then about which the policy was asked");
        }
        return calls;
    }
}
