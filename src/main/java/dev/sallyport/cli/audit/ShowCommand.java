package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.LedgerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport audit show}: one exchange in words. */
@Command(
        name = "show",
        description =
                "Tells all that is recorded of one exchange: who did what, what was decided and why, and what came of it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport audit show 3f9c-17",
            "  sallyport audit show 3f9c-17 --arguments said-to-be-sent.json"
        })
final class ShowCommand implements Callable<Integer> {
    private static final int ENTRIES_MAX = 1_000;
    private static final Duration AROUND = Duration.ofSeconds(2);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerHome home = new LedgerHome();

    @Mixin
    private ArgumentChoice arguments = new ArgumentChoice();

    @Parameters(paramLabel = "EXCHANGE", description = "Its id: the incident that a refusal names.")
    private String exchange = "";

    @Option(
            names = "--in",
            paramLabel = "DIR",
            description = "A ledger, or a folder of ledgers, in place of the home's; may be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (exchange.isBlank()) {
            throw new ParameterException(spec.commandLine(), "EXCHANGE must be the id of an exchange, and is empty");
        }
        List<LedgerFolder> ledgers = home.ledgers(folders);
        List<Found> found = new Entries(this::isAbout, ENTRIES_MAX)
                .read(ledgers, Instant.MIN)
                .warning(spec)
                .list();
        List<Found> own = found.stream().filter(each -> !each.isSignal()).toList();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-exchange",
                    "no ledger here has that exchange; it may have been pruned, or be one of many refusals at the door that are"
                            + " only counted");
        }
        List<Found> signals = found.stream().filter(Found::isSignal).toList();
        // one of many refusals at the door is counted, and may be known by the signal that it raised alone
        Found outcome = own.isEmpty() ? signals.getLast() : own.getLast();
        List<Found> approvals = approvals(ledgers, outcome);
        Optional<Boolean> same = arguments.areOf(outcome, home.home());
        ExchangeText text = new ExchangeText(own, approvals, signals, same);
        new Output(spec).print(text::json, text::lines);
        return same.orElse(true) ? ExitCode.SUCCESS : ExitCode.NO;
    }

    /** True for its own entries, and for the signals that it raised. */
    private boolean isAbout(Found found) {
        return found.text(found.isSignal() ? "cause" : "exchange").equals(exchange);
    }

    /** What people were asked and said about it: approvals that were asked for or used while it went on. */
    private static List<Found> approvals(List<LedgerFolder> ledgers, Found outcome) throws IOException {
        boolean asked = outcome.hasReason("access.")
                || outcome.entry().path("policy").path("decision").asString("").equals("hold");
        if (!asked) {
            return List.of();
        }
        Instant end = end(outcome);
        List<Found> same = new Entries(found -> isApprovalOf(found, outcome), ENTRIES_MAX)
                .read(ledgers, Instant.MIN)
                .list();
        Set<String> names = new HashSet<>();
        same.stream()
                .filter(found ->
                        !found.time().isBefore(outcome.time()) && found.time().isBefore(end))
                .filter(found -> Set.of("approval-asked", "approval-used").contains(found.text("event")))
                .forEach(found -> names.add(found.text("approval")));
        return same.stream()
                .filter(found -> names.contains(found.text("approval")))
                .toList();
    }

    /** When it was over, and a little later; the end of time where it says that it was then. */
    private static Instant end(Found outcome) {
        try {
            return outcome.time()
                    .plusMillis(outcome.entry().path("took_us").asLong(0) / 1_000)
                    .plus(AROUND);
        } catch (DateTimeException _) {
            return Instant.MAX;
        }
    }

    private static boolean isApprovalOf(Found found, Found outcome) {
        return found.text("event").startsWith("approval-")
                && Stream.of("principal", "server", "method", "name")
                        .allMatch(member -> found.text(member).equals(outcome.text(member)));
    }
}
