package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.policy.trail.Trail;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries are looked for: those that fit all that is said. */
final class Filter implements Predicate<Found> {
    private static final String TIME = " must be like 7d or 12h, or a time like 2026-11-26T08:00:00Z";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "From when on: so long ago (12h, 7d), or a time such as 2026-11-26T08:00:00Z (default:"
                    + " ${DEFAULT-VALUE}).")
    private String since = "7d";

    @Option(names = "--until", paramLabel = "TIME", description = "Before when, in the same forms.")
    private @Nullable String until;

    @Option(names = "--principal", paramLabel = "ID", description = "Who: the id of the principal, or a part of it.")
    private String principal = "";

    @Option(names = "--server", paramLabel = "NAME", description = "At which server.")
    private String server = "";

    @Option(
            names = {"--tool", "--name"},
            paramLabel = "NAME",
            description = "Which tool, prompt or resource: NAME, or SERVER/NAME.")
    private String name = "";

    @Option(names = "--event", paramLabel = "EVENT", description = "What came of it: answered, denied, …")
    private String event = "";

    @Option(
            names = "--reason",
            paramLabel = "CODE",
            description = "A reason, or the practice that gave it: ratelimit.exceeded, ratelimit.")
    private String reason = "";

    @Option(names = "--exchange", paramLabel = "ID", description = "The exchange: the incident that a refusal names.")
    private String exchange = "";

    @Option(names = "--trace", paramLabel = "ID", description = "The trace, as the client names it in traceparent.")
    private String trace = "";

    @Option(names = "--text", paramLabel = "TEXT", description = "A text anywhere in the entry, in any case.")
    private String text = "";

    private Instant from = Instant.MIN;
    private Instant to = Instant.MAX;

    /** From when on, at {@code now}; has to be asked before any entry is judged. */
    Instant begin(Instant now) {
        from = time("--since", since, now);
        to = until == null ? Instant.MAX : time("--until", until, now);
        return from;
    }

    private static Instant time(String option, String written, Instant now) {
        return Trail.since(written, now).orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "usage", option + TIME));
    }

    @Override
    public boolean test(Found found) {
        return !found.time().isBefore(from)
                && found.time().isBefore(to)
                && found.text("principal").contains(principal)
                && is(server, found.text("server"))
                && (is(name, found.text("name")) || name.equals(found.text("server") + "/" + found.text("name")))
                && is(event, found.text("event"))
                && (reason.isEmpty() || found.hasReason(reason))
                && is(exchange, found.text("exchange"))
                && is(low(trace), found.text("trace"))
                && (text.isEmpty() || low(found.entry().toString()).contains(low(text)));
    }

    private static boolean is(String asked, String found) {
        return asked.isEmpty() || asked.equals(found);
    }

    private static String low(String any) {
        return any.toLowerCase(Locale.ROOT);
    }
}
