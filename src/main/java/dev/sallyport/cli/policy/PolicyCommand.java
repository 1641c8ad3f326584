package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.NoCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport policy}: what callers may do, checked and explained before it is enforced. */
@Command(
        name = "policy",
        description = {
            "Explains and tests the policy of a settings file: what callers may do.",
            "",
            "Nothing here changes a policy or a gateway."
        },
        subcommands = {
            CheckCommand.class,
            TestCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            SuggestCommand.class,
            SchemaCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class PolicyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new NoCommand(spec);
    }
}
