package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.ledger.Hold;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport audit hold}: nothing is pruned from now on. */
@Command(
        name = "hold",
        description = {
            "Puts the ledgers of a home under a legal hold: no entry is deleted, whatever its age, until it is released.",
            "",
            "A running gateway writes into its ledger that it was held; one that is started later does so then."
        },
        mixinStandardHelpOptions = true)
final class HoldCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, as the ledger tells it.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        return set(spec, home, true, reason);
    }

    static int set(CommandSpec spec, HomeOption home, boolean held, String reason) throws IOException {
        Hold hold =
                Hold.set(home.open().auditFolder(), held, Instant.now(), System.getProperty("user.name", ""), reason);
        new Output(spec)
                .print(
                        () -> JsonNodeFactory.instance
                                .objectNode()
                                .put("held", hold.isHeld())
                                .put("time", hold.said("time"))
                                .put("by", hold.said("by"))
                                .put("reason", hold.said("reason")),
                        () -> List.of(
                                held
                                        ? "held: nothing is deleted from the ledgers until `sallyport audit release`"
                                        : "released: what is too old is deleted from the ledgers again"));
        return ExitCode.SUCCESS;
    }
}
