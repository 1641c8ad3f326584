package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.practice.access.ServerFit;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.SettingsProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy check}: whether a policy fits the servers, and says what it seems to say. */
@Command(
        name = "check",
        description = {
            "Checks the policy of a settings file: names of servers, tools, prompts and arguments that do not exist, conditions"
                    + " that do not fit a tool's input schema, statements that never decide, and those that are too wide.",
            "",
            "The servers of the file are asked what they offer: local ones are started for it, and ended again; with --running"
                    + " the gateway that runs is asked in their place. One that cannot be asked is named, and all else is"
                    + " checked."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0 where nothing worse than a warning was found, and with 2 otherwise.",
            "",
            "Examples:",
            "  sallyport policy check",
            "  sallyport policy check --running",
            "  sallyport policy check -c sallyport.yaml --offline --json"
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Mixin
    private KnownServers known = new KnownServers();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = policy.settings();
        List<Located> statements = Located.of(settings, policy.file());
        Map<String, Inventory> inventories = statements.isEmpty() ? Map.of() : known.of(settings);
        Map<String, String> unasked = KnownServers.unknown(settings, inventories);
        ServerFit fit = new ServerFit(settings.servers().keySet(), inventories);
        List<SettingsProblem> errors = statements.stream()
                .flatMap(each -> fit.misfits(each.statement()).stream().map(each::problem))
                .toList();
        List<SettingsProblem> warnings =
                new PolicyChecks(statements, settings.access().roles()).warnings();
        new Output(spec)
                .print(
                        () -> json(statements.size(), errors, warnings, unasked),
                        () -> lines(statements.size(), errors, warnings, unasked));
        return errors.isEmpty() ? ExitCode.SUCCESS : ExitCode.USAGE;
    }

    private List<String> lines(
            int count, List<SettingsProblem> errors, List<SettingsProblem> warnings, Map<String, String> unasked) {
        List<String> lines = new ArrayList<>();
        errors.forEach(error -> lines.add(error.toString()));
        warnings.forEach(warning -> lines.add("warning: " + warning));
        unasked.forEach((server, why) -> lines.add("not checked against the server " + server + ": " + why));
        lines.add(
                count == 0
                        ? policy.file() + " has no policy of its own; the cautious one is in force"
                        : policy.file() + ": " + Words.count(count, "statement") + ", "
                                + Words.count(errors.size(), "error") + ", "
                                + Words.count(warnings.size(), "warning"));
        return lines;
    }

    private static ObjectNode json(
            int count, List<SettingsProblem> errors, List<SettingsProblem> warnings, Map<String, String> unasked) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("valid", errors.isEmpty()).put("statements", count);
        errors.forEach(error -> add(json.withArray("errors"), error));
        warnings.forEach(warning -> add(json.withArray("warnings"), warning));
        ObjectNode left = json.putObject("notChecked");
        unasked.forEach(left::put);
        return json;
    }

    private static void add(ArrayNode to, SettingsProblem problem) {
        to.addObject()
                .put("file", problem.file().toString())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("path", problem.path())
                .put("message", problem.message())
                .put("suggestion", problem.suggestion());
    }
}
