package dev.sallyport.cli.audit;

import dev.sallyport.cli.gateway.HomeOption;
import java.io.IOException;
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
final class ReleaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, as the ledger tells it.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        return HoldCommand.set(spec, home, false, reason);
    }
}
