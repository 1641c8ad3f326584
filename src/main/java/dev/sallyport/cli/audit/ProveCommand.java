package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.Prover;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport audit prove}: one file that proves an entry, or that a ledger only grew. */
@Command(
        name = "prove",
        description = {
            "Writes a proof that the ledger has an entry, or that it only grew since a checkpoint. Whoever has the public key"
                    + " verifies it with `sallyport audit verify --proof FILE`, or with any tool that knows C2SP tlog-proof.",
            "",
            "The proof carries the whole entry: whoever gets it can read it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport audit prove 3f9c-17 --out incident.tlog-proof",
            "  sallyport audit prove 1042 --in ~/.sallyport/audit/gateway-1",
            "  sallyport audit prove --since-checkpoint seen-in-may"
        })
final class ProveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerHome home = new LedgerHome();

    @Parameters(
            paramLabel = "ENTRY|EXCHANGE",
            arity = "0..1",
            description = "The number of an entry, or the id of an exchange, whose outcome is proven then.")
    private @Nullable String which;

    @Option(
            names = "--in",
            paramLabel = "DIR",
            description = "The ledger, or a folder of ledgers, in place of the home's; may be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--since-checkpoint",
            paramLabel = "FILE",
            description = "Prove that the ledger of that checkpoint only grew since.")
    private @Nullable Path since;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where it is written, a new file (default: standard output).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        if ((which == null) == (since == null) || (which != null && which.isBlank())) {
            throw new ParameterException(spec.commandLine(), "say either ENTRY, EXCHANGE or --since-checkpoint FILE");
        }
        List<LedgerFolder> ledgers = home.ledgers(folders);
        String proof = since == null ? entry(ledgers, String.valueOf(which)) : growth(ledgers, since);
        if (out == null) {
            String text = proof.endsWith("\n") ? proof.substring(0, proof.length() - 1) : proof;
            new Output(spec).print(() -> JsonNodeFactory.instance.objectNode().put("text", proof), () -> List.of(text));
        } else {
            FreshFile.write(out, to -> to.write(proof.getBytes(StandardCharsets.UTF_8)));
            String file = Visible.of(out.toString());
            String with = since == null ? "" : " --checkpoint YOURS";
            new Output(spec)
                    .print(
                            () -> JsonNodeFactory.instance.objectNode().put("proof", file),
                            () -> List.of("the proof is in " + file + "; whoever has your key verifies it by"
                                    + " `sallyport audit verify --proof " + file + with + " --key KEY`"));
        }
        return ExitCode.SUCCESS;
    }

    private static String entry(List<LedgerFolder> ledgers, String which) throws IOException {
        if (which.matches("[0-9]{1,18}")) {
            if (ledgers.size() > 1) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "usage",
                        "there are " + ledgers.size() + " ledgers, each with an entry of that number; name one: --in "
                                + Visible.of(ledgers.getFirst().folder().toString()));
            }
            return proof(ledgers.getFirst(), Long.parseLong(which));
        }
        List<Found> found = new Entries(each -> each.text("exchange").equals(which), 1_000)
                .read(ledgers, Instant.MIN)
                .list();
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no-exchange", "no ledger here has that exchange");
        }
        return proof(found.getLast().ledger(), found.getLast().number());
    }

    private static String proof(LedgerFolder ledger, long number) throws IOException {
        Prover prover = prover(ledger);
        if (number < 0 || number >= prover.checkpoint().size()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "not-signed",
                    "the checkpoint covers " + prover.checkpoint().size()
                            + " entries, and not this one; a running gateway"
                            + " signs within a second, and one that starts signs what was left");
        }
        return proving(ledger, () -> prover.entry(number));
    }

    static Prover prover(LedgerFolder ledger) throws IOException {
        return Prover.of(ledger)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "not-signed",
                        "there is no checkpoint in "
                                + Visible.of(ledger.folder().toString())));
    }

    /** Makes a proof. */
    @FunctionalInterface
    interface Proving {
        /** The text of the proof. */
        String proof() throws IOException;
    }

    static String proving(LedgerFolder ledger, Proving proving) throws AccessDeniedException {
        try {
            return proving.proof();
        } catch (AccessDeniedException denied) {
            throw denied;
        } catch (IOException damaged) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "damaged",
                    "nothing can be proven of " + Visible.of(ledger.folder().toString()) + ": "
                            + Visible.of(String.valueOf(damaged.getMessage()))
                            + "; `sallyport audit verify` says where");
        }
    }

    private static String growth(List<LedgerFolder> ledgers, Path file) throws IOException {
        Checkpoint older = Checkpoint.read(VerifyCommand.checkpoint(file)).orElseThrow();
        for (LedgerFolder ledger : ledgers) {
            if (ledger.checkpoint()
                    .filter(own -> own.origin().equals(older.origin()))
                    .isPresent()) {
                Prover prover = prover(ledger);
                if (older.size() > prover.checkpoint().size()) {
                    throw new CommandFailure(
                            ExitCode.NO,
                            "shorter",
                            "the ledger has fewer entries than that checkpoint, which must not be");
                }
                return proving(ledger, () -> prover.growth(older));
            }
        }
        throw new CommandFailure(ExitCode.UNAVAILABLE, "no-ledger", "the ledger of that checkpoint is not among these");
    }
}
