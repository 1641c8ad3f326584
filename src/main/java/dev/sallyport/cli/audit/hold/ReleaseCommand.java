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

/** {@code sallyport audit release}: the end of a hold. */
@Command(
        name = "release",
        description = "Ends the legal hold over the ledgers of a home: what is too old is deleted again.",
        mixinStandardHelpOptions = true)
public final class ReleaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HeldHome home = new HeldHome();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, as the ledger tells it.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        boolean was = Hold.of(home.audit()).isHeld();
        Hold hold = was ? home.set(false, reason) : new Hold(false, "");
        new Output(spec)
                .print(
                        () -> HeldHome.json(hold),
                        () -> List.of(
                                was
                                        ? "released: what is too old is deleted from the ledgers again"
                                        : "nothing was held here, and nothing has changed"));
        return ExitCode.SUCCESS;
    }
}
