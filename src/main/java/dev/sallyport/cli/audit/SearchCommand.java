package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.LedgerFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport audit search}: entries that fit, over all ledgers. */
@Command(
        name = "search",
        description = {
            "Finds entries in all ledgers, by who, what, when and why, in the order of time.",
            "",
            "What is found is read, not verified: see `sallyport audit verify`."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport audit search --event denied --since 1h",
            "  sallyport audit search --tool files/write_file --principal alice",
            "  sallyport audit search --reason ratelimit. /mnt/node-1/audit /mnt/node-2/audit"
        })
final class SearchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerChoice choice = new LedgerChoice();

    @Mixin
    private Filter filter = new Filter();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many at the most, the newest of them (default: ${DEFAULT-VALUE}).")
    private int last = 100;

    @Override
    public Integer call() throws IOException {
        if (last < 1 || last > 100_000) {
            throw new ParameterException(spec.commandLine(), "--last must be 1 to 100000");
        }
        Instant begin = filter.begin(Instant.now());
        List<LedgerFolder> ledgers = choice.ledgers();
        Entries entries = new Entries(filter, last).read(ledgers, begin).warning(spec);
        new Output(spec).print(() -> json(entries), () -> lines(entries, ledgers.size() > 1));
        return ExitCode.SUCCESS;
    }

    private static ObjectNode json(Entries entries) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("entries");
        entries.list().forEach(found -> list.add(found.json()));
        return json.put("more", entries.more());
    }

    private List<String> lines(Entries entries, boolean several) {
        List<String> lines = new ArrayList<>();
        if (entries.more() > 0) {
            lines.add("… and " + entries.more() + " older ones; --last shows more of them");
        }
        lines.addAll(new EntryLines(several, Output.isForPeople()).of(entries.list()));
        return lines.isEmpty() ? List.of(nothing()) : lines;
    }

    private String nothing() {
        String span = filter.span();
        return "no entry" + (span.isEmpty() ? " of all there are" : span) + " fits"
                + (span.contains(" from ") ? "; --since looks further back: --since 90d" : "");
    }
}
