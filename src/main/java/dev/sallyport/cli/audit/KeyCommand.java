package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.gateway.HomeOption;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport audit key}: the key by which others verify. */
@Command(
        name = "key",
        description = {
            "Prints the public key by which anybody can verify the ledgers of a home.",
            "",
            "Hand it over, and checkpoints from time to time, on a way that whoever writes the ledger cannot change later."
        },
        mixinStandardHelpOptions = true)
final class KeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException {
        String key = KeyChoice.ofHome(home.folder());
        new Output(spec).print(() -> JsonNodeFactory.instance.objectNode().put("key", key), () -> List.of(key));
        return ExitCode.SUCCESS;
    }
}
