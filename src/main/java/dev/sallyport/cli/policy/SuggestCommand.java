package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.cli.policy.trail.Draft;
import dev.sallyport.cli.policy.trail.Tally;
import dev.sallyport.cli.policy.trail.TrailOptions;
import dev.sallyport.cli.policy.trail.Unused;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy suggest}: the least policy for what was really used. */
@Command(
        name = "suggest",
        description = {
            "Drafts a policy file from the audit trail: statements that permit what was really done, by whom it was done, and"
                    + " nothing else. What was held or denied follows as comments, and rights of the present policy that nobody"
                    + " used.",
            "",
            "Read it before you use it: what was done is not always what should be. The trail has no arguments, so the draft"
                    + " has no conditions on them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport policy suggest > policy.yaml",
            "  sallyport policy suggest --since 30d --group-by server --by group"
        })
final class SuggestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Mixin
    private TrailOptions trail = new TrailOptions();

    @Option(
            names = "--group-by",
            paramLabel = "WHAT",
            defaultValue = "tool",
            description =
                    "tool, or server: then all of a server that was used, which is more (default: ${DEFAULT-VALUE}).")
    private Width width = Width.TOOL;

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "principal",
            description = "principal, or group: then a group of the caller may do it, which are more (default:"
                    + " ${DEFAULT-VALUE}).")
    private Whom whom = Whom.PRINCIPAL;

    private enum Width {
        TOOL,
        SERVER
    }

    private enum Whom {
        PRINCIPAL,
        GROUP
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = policy.settings();
        AccessRules rules = AccessRules.of(settings.access());
        List<Tally> calls = trail.calls();
        Draft draft = new Draft(width == Width.SERVER, whom == Whom.GROUP);
        List<Draft.Drafted> used =
                draft.of(calls.stream().filter(tally -> tally.first().passed()).toList());
        List<Draft.Drafted> refused =
                draft.of(calls.stream().filter(tally -> !tally.first().passed()).toList());
        Map<String, List<String>> unused = Unused.of(rules, calls);
        new Output(spec).print(() -> json(used, refused, unused), () -> lines(calls, used, refused, unused));
        return ExitCode.SUCCESS;
    }

    private List<String> lines(
            List<Tally> calls,
            List<Draft.Drafted> used,
            List<Draft.Drafted> refused,
            Map<String, List<String>> unused) {
        List<String> lines = new ArrayList<>();
        int count = calls.stream().mapToInt(Tally::count).sum();
        lines.add("# Drafted by sallyport policy suggest from " + Words.count(count, "recorded call") + ".");
        lines.add(used.isEmpty() ? "statements: []" : "statements:");
        used.forEach(each -> lines.add("  " + line(each)));
        if (!refused.isEmpty()) {
            lines.add("");
            lines.add("# Asked for, and not let through. To permit it, take the # away:");
            refused.forEach(each -> lines.add("#  " + line(each)));
        }
        if (!unused.isEmpty()) {
            lines.add("");
            lines.add("# Rights in " + Columns.printable(policy.file().toString()) + " that no recorded call used:");
            unused.forEach(
                    (id, resources) -> lines.add(Columns.printable("#   " + id + ": " + String.join(", ", resources))));
        }
        return lines;
    }

    private static String line(Draft.Drafted drafted) {
        return drafted.line() + "  # " + Words.count(drafted.calls(), "call");
    }

    private static ObjectNode json(
            List<Draft.Drafted> used, List<Draft.Drafted> refused, Map<String, List<String>> unused) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        add(json.putArray("statements"), used);
        add(json.putArray("notLetThrough"), refused);
        ObjectNode rights = json.putObject("unused");
        unused.forEach((id, resources) -> resources.forEach(rights.putArray(id)::add));
        return json;
    }

    private static void add(ArrayNode to, List<Draft.Drafted> drafted) {
        for (Draft.Drafted each : drafted) {
            ObjectNode one = to.addObject().put("id", each.statement().id());
            one.put("effect", each.statement().effect().name().toLowerCase(Locale.ROOT));
            each.statement().principal().forEach(one.putArray("principal")::add);
            each.statement().resource().forEach(one.putArray("resource")::add);
            each.statement().action().forEach(one.putArray("action")::add);
            each.statement().when().ifPresent(when -> one.put("when", when));
            one.put("calls", each.calls());
        }
    }
}
