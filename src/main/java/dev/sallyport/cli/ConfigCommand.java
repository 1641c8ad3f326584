package dev.sallyport.cli;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.NoCommand;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.cli.gateway.SettingsFile;
import dev.sallyport.cli.policy.PolicyTable;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.SettingsPrinter;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.SettingsSchema;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport config}: checks, shows and describes settings files. */
@Command(
        name = "config",
        description = "Checks and shows settings files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new NoCommand(spec);
    }

    @Command(
            name = "check",
            description = "Reads a settings file and says all that is wrong with it.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            defaultValue = "sallyport.yaml",
                            description = "The settings file (default: ${DEFAULT-VALUE}).")
                    Path file) {
        SettingsRead read = SettingsFile.read(file);
        if (Sallyport.isJson(spec)) {
            print(asJson(file, read).toString());
            if (read instanceof SettingsRead.Refused refused) {
                throw SettingsFile.failure(refused);
            }
        } else {
            switch (read) {
                case SettingsRead.Loaded loaded -> {
                    loaded.warnings().forEach(warning -> print("unsafe: " + warning));
                    print(file + " is valid: "
                            + Words.count(loaded.settings().servers().size(), "server"));
                }
                case SettingsRead.Refused refused -> refused.problems().forEach(problem -> print(problem.toString()));
            }
        }
        return read instanceof SettingsRead.Loaded ? ExitCode.SUCCESS : ExitCode.USAGE;
    }

    private static ObjectNode asJson(Path file, SettingsRead read) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("file", file.toString());
        result.put("valid", read instanceof SettingsRead.Loaded);
        ArrayNode problems = result.putArray("problems");
        ArrayNode unsafe = result.putArray("unsafe");
        switch (read) {
            case SettingsRead.Loaded loaded -> loaded.warnings().forEach(unsafe::add);
            case SettingsRead.Refused refused ->
                refused.problems().forEach(problem -> problems.addObject()
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("path", problem.path())
                        .put("message", problem.message())
                        .put("suggestion", problem.suggestion()));
        }
        return result;
    }

    @Command(
            name = "show",
            description = "Prints the effective settings, defaults filled in and secrets masked.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            defaultValue = "sallyport.yaml",
                            description = "The settings file (default: ${DEFAULT-VALUE}).")
                    Path file) {
        SettingsRead.Loaded loaded = SettingsFile.load(file);
        print((Sallyport.isJson(spec) ? SettingsPrinter.json(loaded) : SettingsPrinter.yaml(loaded)).strip());
        return ExitCode.SUCCESS;
    }

    /** The kinds of files that people write. */
    enum Kind {
        SETTINGS,
        POLICY,
        TESTS
    }

    @Command(
            name = "schema",
            description = "Prints the JSON Schema of a kind of file, for editors.",
            mixinStandardHelpOptions = true)
    int schema(
            @Option(
                            names = "--of",
                            paramLabel = "KIND",
                            defaultValue = "settings",
                            description =
                                    "settings, policy (files of access.policies) or tests (tables of `policy test`);"
                                            + " default: ${DEFAULT-VALUE}.")
                    Kind kind) {
        String schema =
                switch (kind) {
                    case SETTINGS -> SettingsSchema.json();
                    case POLICY -> SettingsSchema.json(PolicyFile.class, "A policy of Sallyport");
                    case TESTS -> SettingsSchema.json(PolicyTable.class, "Cases for a policy of Sallyport");
                };
        print(schema.strip());
        return ExitCode.SUCCESS;
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
