package dev.sallyport.cli.audit;

import dev.sallyport.cli.audit.hold.HoldCommand;
import dev.sallyport.cli.audit.hold.HoldsCommand;
import dev.sallyport.cli.audit.hold.ReleaseCommand;
import dev.sallyport.cli.exit.NoCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport audit}: what happened, found and proven. */
@Command(
        name = "audit",
        description = {
            "Shows what happened, and proves it: the ledgers of a home, or of folders that were copied from elsewhere.",
            "",
            "Nothing here changes an entry. How an outsider verifies a ledger with its public key alone: docs/audit.md."
        },
        subcommands = {
            TailCommand.class,
            SearchCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            ProveCommand.class,
            ExportCommand.class,
            KeyCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            HoldsCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new NoCommand(spec);
    }
}
