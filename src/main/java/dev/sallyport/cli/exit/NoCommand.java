package dev.sallyport.cli.exit;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A command that has further ones was called without one of them. */
public final class NoCommand extends ParameterException {
    private static final long serialVersionUID = 1;

    /** Names the commands that {@code group} has. */
    public NoCommand(CommandSpec group) {
        super(
                group.commandLine(),
                "a command is needed: " + String.join(", ", group.subcommands().keySet()));
    }
}
