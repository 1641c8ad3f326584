package dev.sallyport.cli;

import dev.sallyport.cli.audit.AuditCommand;
import dev.sallyport.cli.doctor.DoctorCommand;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.FileFailure;
import dev.sallyport.cli.exit.NoCommand;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.policy.PolicyCommand;
import dev.sallyport.cli.signal.SignalsCommand;
import dev.sallyport.observe.LogFormat;
import dev.sallyport.observe.Logs;
import dev.sallyport.settings.home.HomeException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
            ApprovalsCommand.class,
            SessionsCommand.class,
            SignalsCommand.class,
            DoctorCommand.class,
            TrustCommand.class,
            UntrustCommand.class,
            ConfigCommand.class,
            PolicyCommand.class,
            AuditCommand.class,
            DemoIdpCommand.class,
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
            "4:all was done, and the answer is no (a call is not allowed, a test of the policy fails, a ledger is not whole)",
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
        CommandLine line = line(arguments);
        line.setExecutionStrategy(parsed -> {
            ((Sallyport) line.getCommand()).log();
            return new CommandLine.RunLast().execute(parsed);
        });
        return execute(line, arguments);
    }

    /** The same with other places to write to, and without a log. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(line(arguments).setOut(out).setErr(err), arguments);
    }

    private static CommandLine line(String... arguments) {
        CommandLine line = new CommandLine(new Sallyport());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.getSubcommands().values().forEach(command -> describe(command, line.getCommandSpec()));
        line.setParameterExceptionHandler((wrong, _) -> usage(wrong, isJson(arguments)));
        line.setExecutionExceptionHandler(
                (failure, command, _) -> failed(failure, command.getErr(), isJson(arguments)));
        return line;
    }

    private static int execute(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (Error bug) {
            return failed(bug, line.getErr(), isJson(arguments));
        }
    }

    /** Every command tells the version and the exit codes, as the whole does. */
    private static void describe(CommandLine command, CommandSpec whole) {
        CommandSpec own = command.getCommandSpec();
        own.versionProvider(whole.versionProvider());
        own.usageMessage().exitCodeListHeading(whole.usageMessage().exitCodeListHeading());
        own.usageMessage().exitCodeList(whole.usageMessage().exitCodeList());
        command.getSubcommands().values().forEach(further -> describe(further, whole));
    }

    private void log() {
        LogFormat.Form form =
                json ? LogFormat.Form.JSON : Output.isForPeople() ? LogFormat.Form.COLOUR : LogFormat.Form.PLAIN;
        Logs.install(logLevel, new LogFormat(form), System.err);
    }

    private static boolean isJson(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--")) {
                return false;
            }
            if (argument.equals("--json") || argument.equals("--json=true")) {
                return true;
            }
        }
        return false;
    }

    private static int usage(ParameterException wrong, boolean json) {
        CommandLine command = wrong.getCommandLine();
        String message = message(wrong);
        CommandFailure usage = new CommandFailure(
                ExitCode.USAGE,
                "usage",
                json ? message : message + "\nTry `" + command.getCommandSpec().qualifiedName() + " --help`.");
        return report(usage, command.getErr(), json);
    }

    /** What is wrong, with the nearest command where one is misspelt. */
    private static String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            List<String> near = unmatched.getSuggestions();
            return "`" + unmatched.getUnmatched().getFirst() + "` is no command and no argument that belongs here"
                    + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
        }
        return String.valueOf(wrong.getMessage());
    }

    private static int failed(Throwable failure, PrintWriter err, boolean json) {
        return switch (failure) {
            case CommandFailure known -> report(known, err, json);
            case HomeException home ->
                report(new CommandFailure(ExitCode.USAGE, "home", String.valueOf(home.getMessage())), err, json);
            default -> report(FileFailure.of(failure).orElseGet(() -> bug(failure, err, json)), err, json);
        };
    }

    private static CommandFailure bug(Throwable failure, PrintWriter err, boolean json) {
        if (!json) {
            failure.printStackTrace(err);
        }
        return new CommandFailure(ExitCode.UNEXPECTED, "unexpected", String.valueOf(failure));
    }

    /** Tells the failure, in JSON as one line: a stable shape that others rely on. Returns its exit code. */
    private static int report(CommandFailure failure, PrintWriter err, boolean json) {
        err.println(json ? failure.json() : "sallyport: " + failure.getMessage());
        err.flush();
        return failure.exitCode();
    }

    @Override
    public void run() {
        throw new NoCommand(spec);
    }
}
