package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.Prover;
import dev.sallyport.practice.access.approval.Visible;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport audit export}: the entries of a time, with what proves them. */
@Command(
        name = "export",
        description = {
            "Writes the entries of a time as files of JSON lines, one for each ledger, each with the checkpoint and a proof that"
                    + " the ledger has exactly these entries there: none changed, none left out, none added.",
            "",
            "An entry has the time at which its exchange began: all entries from the first to the last of that time are"
                    + " written. Entries that no checkpoint covers yet, and pruned ones, are not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The receiver verifies each with the public key alone:",
            "  sallyport audit verify --key ledger-key.pub --proof gateway-1.proof --entries gateway-1.jsonl"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerChoice choice = new LedgerChoice();

    @Option(names = "--since", paramLabel = "TIME", description = "From when on: so long ago (12h, 7d), or a time.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before when, in the same forms.")
    private @Nullable String until;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write to; made where it is absent. Nothing in it is written over.")
    private Path out = Path.of("");

    /** Entries of a ledger. */
    record Written(Path file, Path proof, long first, long count) {}

    /** A ledger, the name of its files, which of its entries they get, and the proof of these. */
    record Ready(LedgerFolder ledger, String name, long first, long last, String proof) {
        Path entriesIn(Path out) {
            return out.resolve(name + ".jsonl");
        }

        Path proofIn(Path out) {
            return out.resolve(name + ".proof");
        }
    }

    @Override
    public Integer call() throws IOException {
        TimeSpan span = TimeSpan.of(since, until, Instant.now());
        List<Ready> ready = ready(choice.ledgers(), span);
        List<Written> written = new ArrayList<>();
        if (!ready.isEmpty()) {
            Files.createDirectories(
                    out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        for (Ready each : ready) {
            FreshFile.expectNone(each.entriesIn(out));
            FreshFile.expectNone(each.proofIn(out));
        }
        for (Ready each : ready) {
            written.add(write(each, out));
        }
        new Output(spec).print(() -> json(written), () -> lines(written));
        return ExitCode.SUCCESS;
    }

    /** All that is to be written, proven before anything is: of a ledger that is damaged nothing can be. */
    static List<Ready> ready(List<LedgerFolder> ledgers, TimeSpan span) throws IOException {
        List<Ready> ready = new ArrayList<>();
        List<LedgerFolder> whole = new ArrayList<>();
        List<CommandFailure> failures = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (LedgerFolder ledger : ledgers) {
            String name = ledger.name();
            for (int i = 2; !taken.add(name); i++) {
                name = ledger.name() + "-" + i;
            }
            try {
                ready(ledger, name, span).ifPresent(ready::add);
                whole.add(ledger);
            } catch (CommandFailure failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw failure(failures, whole);
        }
        return ready;
    }

    private static CommandFailure failure(List<CommandFailure> failures, List<LedgerFolder> whole) {
        String why = failures.stream().map(CommandFailure::getMessage).collect(Collectors.joining("; "));
        String others = whole.stream()
                .map(ledger -> Words.shell(Visible.of(ledger.folder().toString())))
                .collect(Collectors.joining(" "));
        return new CommandFailure(
                failures.getFirst().exitCode(),
                "not-proven",
                why + "; nothing was written"
                        + (others.isEmpty() ? "" : ", and the others can be exported when they are named: " + others));
    }

    private static Optional<Ready> ready(LedgerFolder ledger, String name, TimeSpan span) throws IOException {
        Prover prover = ProveCommand.prover(ledger);
        long[] range = range(ledger, span, prover.checkpoint().size());
        if (range[0] < 0) {
            return Optional.empty();
        }
        String proof = ProveCommand.proving(ledger, () -> prover.range(range[0], range[1] - range[0] + 1));
        return Optional.of(new Ready(ledger, name, range[0], range[1], proof));
    }

    static Written write(Ready ready, Path out) throws IOException {
        Path file = ready.entriesIn(out);
        Path proof = ready.proofIn(out);
        JsonReader reader = new JsonReader();
        long count = ready.last() - ready.first() + 1;
        FreshFile.write(file, lines -> {
            IOException[] failed = {null};
            long[] left = {count};
            ready.ledger().read((bytes, begin, end) -> {
                long number = number(reader, bytes, begin, end);
                try {
                    if (number >= ready.first() && number <= ready.last()) {
                        lines.write(bytes, begin, end - begin);
                        lines.write('\n');
                        left[0]--;
                    }
                } catch (IOException full) {
                    failed[0] = full;
                }
                return failed[0] == null && number < ready.last();
            });
            if (failed[0] != null) {
                throw failed[0];
            }
            if (left[0] != 0) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "pruned",
                        "the ledger "
                                + Visible.of(ready.ledger().folder().toString())
                                + " was pruned while it was exported; export again, to another folder");
            }
        });
        FreshFile.write(proof, to -> to.write(ready.proof().getBytes(StandardCharsets.UTF_8)));
        return new Written(file, proof, ready.first(), count);
    }

    private static long number(JsonReader reader, byte[] bytes, int from, int to) {
        return reader.read(bytes, from, to - from) instanceof JsonRead.Value value
                ? value.root().path("n").asLong(-1)
                : -1;
    }

    /** The first and the last entry of that time that follow each other; −1 where there is none. */
    private static long[] range(LedgerFolder ledger, TimeSpan span, long size) throws IOException {
        long[] range = {-1, -1};
        JsonReader reader = new JsonReader();
        ledger.read((bytes, begin, end) -> {
            if (reader.read(bytes, begin, end - begin) instanceof JsonRead.Value value) {
                Found found = Found.of(ledger, value.root());
                long number = found.number();
                if (number >= size) {
                    return false;
                }
                if (span.has(found.time())) {
                    range[0] = range[0] < 0 ? number : range[0];
                    range[1] = number;
                }
            }
            return true;
        });
        return range;
    }

    private static ObjectNode json(List<Written> written) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("exports");
        for (Written each : written) {
            list.addObject()
                    .put("file", each.file().toString())
                    .put("proof", each.proof().toString())
                    .put("first", each.first())
                    .put("entries", each.count());
        }
        return json;
    }

    private static List<String> lines(List<Written> written) {
        return written.isEmpty()
                ? List.of("no entry is of that time")
                : written.stream()
                        .map(each -> each.count() + " entries in "
                                + Visible.of(each.file().toString()) + ", proven by "
                                + Visible.of(each.proof().toString()))
                        .toList();
    }
}
