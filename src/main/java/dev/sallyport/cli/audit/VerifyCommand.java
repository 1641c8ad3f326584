package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.ledger.verify.Report;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport audit verify}: whether ledgers are what was signed, or a proof is right. */
@Command(
        name = "verify",
        description = {
            "Says whether ledgers are what was signed, from their files and the public key alone; no gateway is needed.",
            "",
            "With --checkpoint it also says whether they continue what somebody saw of them before, so that not even whoever"
                    + " has the signing key can have changed it. With --proof it verifies a file of `audit prove` or `audit"
                    + " export` instead, for which no ledger is needed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0 where everything is whole, and with 4 where something is not.",
            "",
            "Examples:",
            "  sallyport audit verify",
            "  sallyport audit verify /mnt/evidence/audit --key ledger-key.pub --checkpoint seen-in-may",
            "  sallyport audit verify --proof 17.tlog-proof --key ledger-key.pub"
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerChoice choice = new LedgerChoice();

    @Mixin
    private KeyChoice key = new KeyChoice();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint that was seen before; may be repeated, also for several ledgers.")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(names = "--proof", paramLabel = "FILE", description = "A proof to verify in place of ledgers.")
    private @Nullable Path proof;

    @Option(
            names = "--entries",
            paramLabel = "FILE",
            description = "With --proof: the entry or entries that it is about, where it does not carry them.")
    private @Nullable Path entries;

    @Override
    public Integer call() throws IOException {
        if (proof == null && entries != null) {
            throw usage("--entries is the file that a proof is about, and goes with --proof FILE alone");
        }
        if (proof != null && choice.isNamed()) {
            throw usage("--proof is verified in place of ledgers, so name no DIR with it");
        }
        String[] keys = key.texts(choice.home());
        List<String> held = new ArrayList<>();
        for (Path file : checkpoints) {
            held.add(checkpoint(file));
        }
        if (proof != null) {
            String text = SmallFile.text(
                    proof, "no-file", "a proof", "name a file of `sallyport audit prove` or `sallyport audit export`");
            ProofResult result = ProofResult.of(text, keys, held, Optional.ofNullable(entries));
            new Output(spec).print(result::json, result::lines);
            return result.isProven() ? ExitCode.SUCCESS : ExitCode.NO;
        }
        List<VerifiedLedger> ledgers = verified(keys, held);
        List<Path> strange = strange(ledgers, held);
        VerifyText text = new VerifyText(ledgers, strange, Output.isForPeople());
        new Output(spec).print(text::json, text::lines);
        return text.isWhole() ? ExitCode.SUCCESS : ExitCode.NO;
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private List<VerifiedLedger> verified(String[] keys, List<String> held) throws IOException {
        List<LedgerFolder> folders = choice.ledgers();
        List<Optional<String>> notes = notes(folders);
        List<VerifiedLedger> once = read(folders, keys, held);
        List<VerifiedLedger> found = beside(once, once, List.of(keys));
        boolean isWhole = found.stream().allMatch(each -> each.report().isWhole());
        return isWhole || notes.equals(notes(folders)) ? found : again(once, read(folders, keys, held), List.of(keys));
    }

    /** What two readings say: of what a gateway pruned meanwhile it told before, in entries that the second alone has seen as signed. */
    private static List<VerifiedLedger> again(
            List<VerifiedLedger> first, List<VerifiedLedger> second, List<String> keys) {
        List<VerifiedLedger> both = new ArrayList<>(first);
        both.addAll(second);
        List<VerifiedLedger> earlier = beside(first, both, keys);
        List<VerifiedLedger> later = beside(second, both, keys);
        return IntStream.range(0, first.size())
                .mapToObj(i -> earlier.get(i).report().isWhole() ? earlier.get(i) : later.get(i))
                .toList();
    }

    private static List<Optional<String>> notes(List<LedgerFolder> folders) throws IOException {
        List<Optional<String>> notes = new ArrayList<>();
        for (LedgerFolder folder : folders) {
            notes.add(folder.note());
        }
        return notes;
    }

    private List<VerifiedLedger> read(List<LedgerFolder> folders, String[] keys, List<String> held) throws IOException {
        List<LedgerVerifier> verifiers = folders.stream()
                .map(folder -> new LedgerVerifier(folder.folder(), keys))
                .toList();
        long total = 0;
        for (LedgerVerifier each : verifiers) {
            total += each.sizeBytes();
        }
        List<VerifiedLedger> done = new ArrayList<>();
        try (Progress progress = new Progress(spec.commandLine().getErr(), total)) {
            for (int i = 0; i < folders.size(); i++) {
                done.add(verified(folders.get(i), verifiers.get(i).tellingOf(progress), held));
            }
        }
        return done;
    }

    /** What {@code tellers} tell of {@code ledgers}: a gateway prunes also the ledgers of those that do not run any more. */
    private static List<VerifiedLedger> beside(
            List<VerifiedLedger> ledgers, List<VerifiedLedger> tellers, List<String> keys) {
        return ledgers.stream()
                .map(each -> new VerifiedLedger(
                        each.folder(), each.origin(), each.report().beside(told(each, tellers, keys))))
                .toList();
    }

    /** By ledgers of its key, and of the same home after the key was replaced; whoever had a key before tells nothing of what came later. */
    private static Map<String, Long> told(VerifiedLedger ledger, List<VerifiedLedger> tellers, List<String> keys) {
        String origin = ledger.origin().orElse("");
        Map<String, Long> told = new HashMap<>();
        for (VerifiedLedger teller : tellers) {
            int later = number(teller, keys) - number(ledger, keys);
            boolean beside = Objects.equals(parent(teller), parent(ledger));
            teller.report().told().forEach((other, end) -> {
                // under another key a ledger is known by its name, which is its own in this home alone
                if (later == 0
                        ? other.equals(origin)
                        : later > 0 && beside && name(other).equals(name(origin))) {
                    told.merge(origin, end, Math::max);
                }
            });
        }
        return told;
    }

    private static @Nullable Path parent(VerifiedLedger ledger) {
        return ledger.folder().toAbsolutePath().normalize().getParent();
    }

    /** The last part of an origin. */
    private static String name(String origin) {
        return origin.substring(origin.lastIndexOf('/') + 1);
    }

    /** Which of {@code keys} has signed it; −1 for none. */
    private static int number(VerifiedLedger ledger, List<String> keys) {
        return ledger.report()
                .checkpoint()
                .map(note -> keys.indexOf(note.key()))
                .orElse(-1);
    }

    private static VerifiedLedger verified(LedgerFolder folder, LedgerVerifier verifier, List<String> held)
            throws IOException {
        Optional<String> own = folder.note();
        List<String> ours = held.stream()
                .filter(each ->
                        own.map(note -> origin(note).equals(origin(each))).orElse(false))
                .toList();
        Report report = verifier.verify(ours);
        return new VerifiedLedger(folder.folder(), own.map(VerifyCommand::origin), report);
    }

    private static String origin(String note) {
        return note.lines().findFirst().orElse("");
    }

    /** Checkpoints of ledgers that are not here. */
    private List<Path> strange(List<VerifiedLedger> ledgers, List<String> held) {
        List<Path> strange = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            String origin = origin(held.get(i));
            if (ledgers.stream()
                    .noneMatch(each -> each.origin().filter(origin::equals).isPresent())) {
                strange.add(checkpoints.get(i));
            }
        }
        return strange;
    }

    /** The text of a checkpoint that somebody kept in {@code file}. */
    static String checkpoint(Path file) throws IOException {
        String text = SmallFile.text(
                file, "no-file", "a checkpoint", "name a copy of the file `checkpoint` of a ledger, as you kept it");
        if (Checkpoint.read(text).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "checkpoint",
                    Visible.of(file.toString())
                            + " is no checkpoint; name a copy of the file `checkpoint` of a ledger, as you kept it");
        }
        return text;
    }
}
