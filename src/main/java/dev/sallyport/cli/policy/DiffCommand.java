package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.cli.gateway.SettingsFile;
import dev.sallyport.cli.policy.trail.RecordedCall;
import dev.sallyport.cli.policy.trail.Tally;
import dev.sallyport.cli.policy.trail.TrailOptions;
import dev.sallyport.policy.Outlook;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.binding.BoundFile;
import dev.sallyport.settings.binding.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy diff}: recorded calls against another policy. */
@Command(
        name = "diff",
        description = {
            "Asks a candidate policy about the calls of the audit trail, and lists every decision that would be another than it"
                    + " was.",
            "",
            "The trail has no arguments, does not say what servers say of their tools, and has those claims alone that the"
                    + " policy of that time named: calls whose decision depends on the rest are listed apart."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0, whatever changes. Rules of scopes are judged apart, and not here.",
            "",
            "Examples:",
            "  sallyport policy diff candidate.yaml",
            "  sallyport policy diff policies/new.yaml --since 30d --json"
        })
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "CANDIDATE",
            description =
                    "A settings file, or a policy file alone (`statements:`), which stands for all of the policy.")
    private Path candidate = Path.of("");

    @Mixin
    private TrailOptions trail = new TrailOptions();

    /** A kind of calls, and what the candidate says of it. */
    private record Compared(Tally tally, Outlook outlook) {
        boolean isChanged() {
            return outlook.isCertain() && outlook.best() != tally.first().decided();
        }

        String now() {
            return outlook.isCertain()
                    ? Paint.word(outlook.best())
                    : Paint.word(outlook.best()) + " or " + Paint.word(outlook.worst());
        }
    }

    @Override
    public Integer call() throws IOException {
        AccessRules rules = AccessRules.of(access());
        List<Compared> all = new ArrayList<>();
        for (Tally tally : trail.calls()) {
            all.add(new Compared(tally, rules.outlook(tally.first().call())));
        }
        new Output(spec).print(() -> json(rules, all), () -> lines(all));
        return ExitCode.SUCCESS;
    }

    private AccessSettings access() {
        BoundFile<PolicyFile> alone = BoundFile.read(PolicyFile.class, candidate, Environment.SYSTEM);
        Optional<AccessSettings> policy =
                alone.value().map(file -> AccessSettings.DEFAULT.withStatements(file.statements()));
        return policy.orElseGet(() -> SettingsFile.load(candidate).settings().access());
    }

    private static List<String> lines(List<Compared> all) {
        List<String> lines = new ArrayList<>();
        List<Compared> changed = all.stream().filter(Compared::isChanged).toList();
        List<Compared> open =
                all.stream().filter(each -> !each.outlook().isCertain()).toList();
        lines.add(sum(changed) + " of " + Words.count(sum(all), "recorded call") + " would be decided otherwise");
        lines.addAll(rows(changed));
        if (!open.isEmpty()) {
            lines.add("");
            lines.add(Words.count(sum(open), "call") + " whose decision depends on what the trail does not have:");
            lines.addAll(rows(open));
        }
        return lines;
    }

    private static List<String> rows(List<Compared> compared) {
        Columns rows = new Columns();
        for (Compared each : compared) {
            rows.row(
                    Integer.toString(each.tally().count()),
                    each.tally().who(),
                    each.tally().what(),
                    Paint.word(each.tally().first().decided()) + " -> " + each.now(),
                    by(each));
        }
        return rows.lines("  ");
    }

    private static String by(Compared each) {
        if (!each.outlook().isCertain()) {
            return "";
        }
        return each.outlook()
                .statement()
                .map(Statement::id)
                .map(id -> "by `" + id + "`")
                .orElse("nothing permits it");
    }

    private static int sum(List<Compared> compared) {
        return compared.stream().mapToInt(each -> each.tally().count()).sum();
    }

    private static ObjectNode json(AccessRules rules, List<Compared> all) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", rules.version()).put("calls", sum(all));
        json.put("changed", sum(all.stream().filter(Compared::isChanged).toList()));
        ArrayNode changes = json.putArray("changes");
        ArrayNode open = json.putArray("depends");
        for (Compared each : all) {
            if (!each.isChanged() && each.outlook().isCertain()) {
                continue;
            }
            RecordedCall call = each.tally().first();
            ObjectNode one = (each.isChanged() ? changes : open).addObject();
            one.put("calls", each.tally().count()).put("principal", call.principal());
            one.put("client", call.call().named("client"));
            one.put("method", call.call().action());
            one.put("server", call.call().server()).put("name", call.call().name());
            one.put("was", Paint.word(call.decided()));
            if (each.isChanged()) {
                one.put("now", each.now());
                one.put(
                        "statement",
                        each.outlook().statement().map(Statement::id).orElse(""));
            } else {
                one.put("best", Paint.word(each.outlook().best()));
                one.put("worst", Paint.word(each.outlook().worst()));
            }
            one.put("example", call.exchange());
        }
        return json;
    }
}
