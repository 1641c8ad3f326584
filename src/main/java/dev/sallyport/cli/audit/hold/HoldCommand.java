package dev.sallyport.cli.audit.hold;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.Hold;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport audit hold}: nothing is pruned from now on. */
@Command(
        name = "hold",
        description = {
            "Puts the ledgers of a home under a legal hold: no entry is deleted, whatever its age, until it is released.",
            "",
            "A running gateway writes into its ledger that it was held; one that is started later does so then.",
            "What is in force: `sallyport audit holds`."
        },
        mixinStandardHelpOptions = true)
public final class HoldCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HeldHome home = new HeldHome();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, as the ledger tells it.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        Hold hold = home.set(true, reason);
        new Output(spec)
                .print(
                        () -> HeldHome.json(hold),
                        () -> List.of("held: nothing is deleted from the ledgers until `sallyport audit release`"));
        return ExitCode.SUCCESS;
    }
}
