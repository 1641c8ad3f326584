package dev.sallyport.cli.signal;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport signals list}. */
@Command(
        name = "list",
        description = {
            "Lists the callers against whom a signal stands, what follows from it, and until when.",
            "",
            "First those who are blocked, then those who are slowed; the others are only marked, which policies may heed."
                    + " What raised a signal, where it is at least an alert: sallyport audit search --reason NAME"
        },
        mixinStandardHelpOptions = true)
final class SuspectsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode result = ControlClient.ask(choice.one(), ControlUpstream.SIGNALS);
        new Output(spec).print(() -> result, () -> lines(result));
        return ExitCode.SUCCESS;
    }

    private static List<String> lines(ObjectNode result) {
        Columns columns = new Columns();
        for (JsonNode each : result.path("suspects")) {
            boolean somebody = each.has("principal");
            List<String> signals = new ArrayList<>();
            each.path("signals").forEach(signal -> signals.add(signal.asString()));
            columns.row(
                    (somebody ? "principal " : "address ") + text(each, somebody ? "principal" : "peer"),
                    said(text(each, "then")) + " until " + text(each, "until"),
                    String.join(", ", signals));
        }
        List<String> lines = new ArrayList<>(columns.lines(""));
        int more = result.path("more").asInt(0);
        if (lines.isEmpty()) {
            lines.add("nobody is suspicious");
        } else if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }

    private static String said(String then) {
        return switch (then) {
            case "block" -> "blocked";
            case "slow" -> "slowed";
            default -> "marked";
        };
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
