package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.LedgerTail;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport audit tail}: the newest entries, and those that come. */
@Command(
        name = "tail",
        description = {
            "Shows the newest entries of all ledgers, and with -f those that come.",
            "",
            "It looks at the files that are written to; for older entries see `sallyport audit search`. With --json each entry"
                    + " is a line."
        },
        mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
    private static final long EVERY_MILLIS = 250;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerChoice choice = new LedgerChoice();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of those that are there (default: ${DEFAULT-VALUE}).")
    private int last = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with those that come, until it is interrupted.")
    private boolean follows;

    /** The ledgers, and how far each was shown. */
    private final Map<LedgerFolder, LedgerTail> followed = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (last < 0 || last > 100_000) {
            throw new ParameterException(spec.commandLine(), "--last must be 0 to 100000");
        }
        print(next(last));
        while (follows && !spec.commandLine().getOut().checkError()) {
            Thread.sleep(EVERY_MILLIS);
            print(next(Integer.MAX_VALUE));
        }
        for (LedgerTail tail : followed.values()) {
            tail.close();
        }
        return ExitCode.SUCCESS;
    }

    /** What came since the last time, also in ledgers that began since, by time; the newest {@code max} of it. */
    private List<Found> next(int max) throws IOException {
        for (LedgerFolder ledger : choice.ledgers()) {
            followed.computeIfAbsent(
                    ledger, _ -> new LedgerTail(ledger, damage -> Entries.warn(spec, Entries.said(ledger, damage))));
        }
        JsonReader reader = new JsonReader();
        List<Found> found = new ArrayList<>();
        for (Map.Entry<LedgerFolder, LedgerTail> each : followed.entrySet()) {
            List<Found> own = new ArrayList<>();
            each.getValue().read((bytes, from, to) -> {
                if (reader.read(bytes, from, to - from) instanceof JsonRead.Value value) {
                    own.add(Found.of(each.getKey(), value.root()));
                    if (own.size() > 2L * max) {
                        own.subList(0, own.size() - max).clear();
                    }
                }
                return true;
            });
            found.addAll(own.subList(Math.max(0, own.size() - max), own.size()));
        }
        found.sort(Comparator.comparing(Found::time));
        return found.subList(Math.max(0, found.size() - max), found.size());
    }

    private void print(List<Found> found) {
        PrintWriter out = spec.commandLine().getOut();
        if (spec.root().findOption("--json").<Boolean>getValue()) {
            found.forEach(each -> out.println(each.json()));
        } else {
            new EntryLines(followed.size() > 1, Output.isForPeople()).of(found).forEach(out::println);
        }
        out.flush();
    }
}
