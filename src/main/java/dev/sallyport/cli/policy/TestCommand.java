package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.BoundFile;
import dev.sallyport.settings.binding.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy test}: tables of calls, each with what the policy must say of it. */
@Command(
        name = "test",
        description = {
            "Asks the policy about the calls of test tables, and says which decisions are not those that the tables expect, and"
                    + " which statements no case ever hit.",
            "",
            "A table is YAML: `cases:`, and a list of { as: [local], call: files/write_file, arguments: { path: /srv/x }, expect:"
                    + " deny, by: only-public }."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0 where every case holds, with 4 where one does not or the coverage is too low, and with 2 where a"
                    + " table or the settings are wrong. Rules of scopes are judged apart, and not here.",
            "",
            "Examples:",
            "  sallyport policy test",
            "  sallyport policy test -c sallyport.yaml policies/files.tests.yaml --junit report.xml --min-coverage 100"
        })
final class TestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Test tables; without any, every *.tests.yaml beside the settings file and its policy files.")
    private List<Path> files = List.of();

    @Option(names = "--junit", paramLabel = "FILE", description = "Also writes the results there, as JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--min-coverage",
            paramLabel = "PERCENT",
            description = "How many of a hundred statements the cases must hit (default: 0).")
    private int coverageMin;

    @Override
    public Integer call() throws IOException {
        if (coverageMin < 0 || coverageMin > 100) {
            throw new CommandFailure(ExitCode.USAGE, "usage", "--min-coverage must be 0 to 100");
        }
        Settings settings = policy.settings();
        TableRun run = new TableRun(AccessRules.of(settings.access()), Instant.now());
        List<String> problems = new ArrayList<>();
        List<Path> tables = files.isEmpty() ? beside(settings) : files;
        for (Path file : tables) {
            BoundFile<PolicyTable> table = BoundFile.read(PolicyTable.class, file, Environment.SYSTEM);
            table.problems().forEach(problem -> problems.add(problem.toString()));
            table.value().ifPresent(cases -> {
                run.unknown(cases, table.places()).forEach(problem -> problems.add(problem.toString()));
                run.run(file, cases, table.places());
            });
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "table", String.join(System.lineSeparator(), problems));
        }
        if (run.results().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no-cases",
                    tables.isEmpty()
                            ? "there is no test table: name one, or write a *" + PolicyTable.SUFFIX + " beside "
                                    + policy.file()
                            : "the tables have no cases");
        }
        if (junit != null) {
            Files.writeString(junit, JunitReport.of(run));
        }
        new Output(spec).print(() -> json(run), () -> lines(run));
        return run.failures().isEmpty() && !isTooLow(run) ? ExitCode.SUCCESS : ExitCode.NO;
    }

    private boolean isTooLow(TableRun run) {
        return run.coveragePercent() < coverageMin;
    }

    /** The tables beside the settings file and each policy file, by name. */
    private List<Path> beside(Settings settings) throws IOException {
        Path folder = Optional.ofNullable(policy.file().getParent()).orElse(Path.of(""));
        Set<Path> folders = new LinkedHashSet<>(List.of(folder));
        settings.access()
                .policies()
                .forEach(included -> folders.add(
                        Optional.ofNullable(folder.resolve(included.file()).getParent())
                                .orElse(Path.of(""))));
        List<Path> found = new ArrayList<>();
        for (Path each : folders) {
            try (var tables = Files.newDirectoryStream(each, "*" + PolicyTable.SUFFIX)) {
                tables.forEach(found::add);
            }
        }
        return found.stream().sorted().distinct().toList();
    }

    private List<String> lines(TableRun run) {
        List<String> lines = new ArrayList<>();
        run.failures().forEach(failure -> lines.add(failure.problem().toString()));
        int failed = run.failures().size();
        lines.add(Words.count(run.results().size(), "case") + ": "
                + (run.results().size() - failed) + " hold, " + failed + " do not");
        lines.add("coverage: " + (run.statementCount() - run.neverHit().size()) + " of "
                + Words.count(run.statementCount(), "statement") + ", " + run.coveragePercent() + " %"
                + (isTooLow(run) ? ", less than the " + coverageMin + " % asked for" : "")
                + (run.neverHit().isEmpty()
                        ? ""
                        : "; no case hits "
                                + run.neverHit().stream()
                                        .map(id -> "`" + id + "`")
                                        .collect(Collectors.joining(", "))));
        return lines;
    }

    private ObjectNode json(TableRun run) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("passed", run.failures().isEmpty() && !isTooLow(run));
        json.put("cases", run.results().size()).put("failed", run.failures().size());
        ArrayNode results = json.putArray("results");
        for (TableRun.Result result : run.results()) {
            ObjectNode one = results.addObject();
            one.put("file", result.file().toString())
                    .put("line", result.problem().line());
            one.put("case", result.tried().title());
            one.put("expected", Paint.word(result.tried().expect().outcome()));
            result.tried().by().ifPresent(id -> one.put("expectedBy", id));
            one.put("decision", Paint.word(result.outcome())).put("by", result.statement());
            one.put("holds", result.holds());
        }
        ObjectNode coverage = json.putObject("coverage");
        coverage.put("statements", run.statementCount()).put("percent", run.coveragePercent());
        run.neverHit().forEach(coverage.putArray("neverHit")::add);
        return json;
    }
}
