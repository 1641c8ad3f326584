package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.practice.access.approval.Visible;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Which entries are looked for: those that fit all that is said. */
final class Filter implements Predicate<Found> {
    private static final Duration USUAL = Duration.ofDays(7);

    /** What came of it, as entries say it. */
    private static final SortedSet<String> EVENTS = new TreeSet<>(List.of(
            "approval-agreed",
            "approval-asked",
            "approval-denied",
            "approval-expired",
            "approval-given",
            "approval-given-back",
            "approval-used",
            "damaged",
            "definition-accepted",
            "definition-changed",
            "held",
            "holds-changed",
            "intended",
            "opened",
            "pruned",
            "refusals-unrecorded",
            "released",
            "segment",
            "session-ended",
            "settings-changed",
            "settings-refused",
            "signal",
            "signals-lifted",
            "signals-more",
            "started",
            "stopped",
            "torn-tail-cut",
            "writable-again"));

    static {
        for (Outcome outcome : Outcome.values()) {
            EVENTS.add(outcome.text());
            EVENTS.add(outcome.text() + "-more");
        }
    }

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "From when on: so long ago (12h, 7d), or a time such as 2026-11-26T08:00:00Z (default: 7d; all there"
                            + " is with --exchange, or where --until is longer ago).")
    private @Nullable String since;

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
            description =
                    "A reason, or the practice that gave it (ratelimit.exceeded, ratelimit.), or the name of a signal"
                            + " (denial-burst).")
    private String reason = "";

    @Option(names = "--exchange", paramLabel = "ID", description = "The exchange: the incident that a refusal names.")
    private String exchange = "";

    @Option(names = "--trace", paramLabel = "ID", description = "The trace, as the client names it in traceparent.")
    private String trace = "";

    @Option(names = "--text", paramLabel = "TEXT", description = "A text anywhere in the entry, in any case.")
    private String text = "";

    private TimeSpan span = TimeSpan.ALL;

    /** From when on, at {@code now}; has to be asked before any entry is judged. Fails where no entry can ever fit. */
    Instant begin(Instant now) {
        span = TimeSpan.of(since, until, now);
        Instant usual = now.minus(USUAL);
        if (since == null && exchange.isEmpty() && usual.isBefore(span.to())) {
            span = new TimeSpan(usual, span.to());
        }
        if (!event.isEmpty() && !EVENTS.contains(event)) {
            throw usage(
                    "no entry has the event " + Visible.of(event) + "; these there are: " + String.join(", ", EVENTS));
        }
        if (!trace.isEmpty() && !low(trace).matches("[0-9a-f]{32}")) {
            throw usage("--trace must be the id of a trace: 32 hexadecimal digits, the second part of a traceparent");
        }
        return span.from();
    }

    /** The time in which entries are looked for, in words; empty where that is all time. */
    String span() {
        return span.text();
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE, "usage", what);
    }

    @Override
    public boolean test(Found found) {
        return span.has(found.time())
                && found.text("principal").contains(principal)
                && is(server, found.text("server"))
                && (is(name, found.text("name")) || name.equals(found.text("server") + "/" + found.text("name")))
                && is(event, found.text("event"))
                && (reason.isEmpty() || found.hasReason(reason))
                && is(exchange, found.text("exchange"))
                && is(low(trace), found.text("trace"))
                && (text.isEmpty() || hasText(found.entry()));
    }

    private boolean hasText(JsonNode entry) {
        String wanted = low(text);
        return low(entry.toString()).contains(wanted)
                || (text.chars().anyMatch(Filter::isEscaped) && says(entry, wanted));
    }

    /** True for what JSON spells otherwise. */
    private static boolean isEscaped(int c) {
        return c == '"' || c == '\\' || c < ' ';
    }

    /** True where a name or a text in {@code node} has {@code wanted}, as it is. */
    private static boolean says(JsonNode node, String wanted) {
        return (node.isString() && low(node.stringValue()).contains(wanted))
                || node.propertyStream().anyMatch(member -> low(member.getKey()).contains(wanted))
                || node.valueStream().anyMatch(value -> says(value, wanted));
    }

    private static boolean is(String asked, String found) {
        return asked.isEmpty() || asked.equals(found);
    }

    private static String low(String any) {
        return any.toLowerCase(Locale.ROOT);
    }
}
