package dev.sallyport.cli;

import dev.sallyport.observe.LogFormat;
import dev.sallyport.observe.Logs;
import dev.sallyport.settings.home.HomeException;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** The command line. */
@Command(
        name = "sallyport",
        description = "A security gateway for the Model Context Protocol.",
        subcommands = {
            RunCommand.class,
            WrapCommand.class,
            ConnectCommand.class,
            StatusCommand.class,
            ReloadCommand.class,
            StopCommand.class,
            ConfigCommand.class,
            VersionCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:unexpected failure",
            "2:wrong command line, settings or home",
            "3:what the command needs is not there (port taken, no gateway, server gone)",
        },
        footer = {"", "Start with: sallyport run", "Every command explains itself with --help."})
public final class Sallyport implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print results, and failures on standard error, as one JSON object.")
    private boolean json;

    @Option(
            names = "--log-level",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            defaultValue = "INFO",
            description =
                    "What is logged on standard error: trace, debug, info, warning, error or off (default: info).")
    private System.Logger.Level logLevel = System.Logger.Level.INFO;

    /** True where the command line of {@code spec} asks for JSON. */
    static boolean isJson(CommandSpec spec) {
        return spec.root().userObject() instanceof Sallyport line && line.json;
    }

    /** Runs the command line and returns the exit code. */
    public static int execute(String... arguments) {
        CommandLine line = new CommandLine(new Sallyport());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(parsed -> {
            ((Sallyport) line.getCommand()).log();
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((wrong, _) -> usage(wrong, isJson(arguments)));
        line.setExecutionExceptionHandler(
                (failure, command, _) -> failed(failure, command.getErr(), isJson(arguments)));
        return line.execute(arguments);
    }

    private void log() {
        LogFormat.Form form = json ? LogFormat.Form.JSON : isTerminal() ? LogFormat.Form.COLOUR : LogFormat.Form.PLAIN;
        Logs.install(logLevel, new LogFormat(form), System.err);
    }

    /** True where a person reads along and wants colour. Source: no-color.org. */
    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    private static boolean isJson(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--")) {
                return false;
            }
            if (argument.equals("--json")) {
                return true;
            }
        }
        return false;
    }

    private static int usage(ParameterException wrong, boolean json) {
        CommandLine command = wrong.getCommandLine();
        report(command.getErr(), json, "usage", wrong.getMessage());
        if (!json) {
            command.getErr().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err, boolean json) {
        if (failure instanceof CommandFailure known) {
            report(err, json, known.code(), known.getMessage());
            return known.exitCode();
        }
        if (failure instanceof HomeException home) {
            report(err, json, "home", home.getMessage());
            return ExitCode.USAGE;
        }
        report(err, json, "unexpected", failure.toString());
        if (!json) {
            failure.printStackTrace(err);
        }
        return ExitCode.UNEXPECTED;
    }

    private static void report(PrintWriter err, boolean json, String code, @Nullable String message) {
        if (json) {
            err.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("error", code)
                    .put("message", message)
                    .toString());
        } else {
            err.println("sallyport: " + message);
        }
        err.flush();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is needed: run, wrap, connect, status, reload, stop, config or version");
    }
}
