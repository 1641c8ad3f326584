package dev.sallyport.cli.signal;

import dev.sallyport.cli.exit.NoCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport signals}: who is suspicious at a running gateway, and that he is let go. */
@Command(
        name = "signals",
        description = "Lists who is suspicious at a running gateway, and lets them go.",
        subcommands = {SuspectsCommand.class, LiftCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class SignalsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new NoCommand(spec);
    }
}
