package dev.sallyport.cli.audit.hold;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.ledger.Hold;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport audit holds}: whether a hold is in force, and all that there were. */
@Command(
        name = "holds",
        description = "Says whether the ledgers of a home are under a legal hold, and tells every hold and release.",
        mixinStandardHelpOptions = true)
public final class HoldsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HeldHome home = new HeldHome();

    @Override
    public Integer call() throws IOException {
        Path audit = home.audit();
        boolean held = Hold.of(audit).isHeld();
        List<Hold> all = Hold.all(audit);
        new Output(spec).print(() -> json(held, all), () -> lines(held, all));
        return ExitCode.SUCCESS;
    }

    private static ObjectNode json(boolean held, List<Hold> all) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("held", held);
        ArrayNode lines = json.putArray("lines");
        all.forEach(line -> lines.add(HeldHome.json(line)));
        return json;
    }

    private static List<String> lines(boolean held, List<Hold> all) {
        List<String> lines = new ArrayList<>();
        for (Hold line : all) {
            lines.add(Visible.of(line.said("time") + "  " + (line.isHeld() ? "held" : "released") + "  by "
                    + line.said("by") + ": " + line.said("reason")));
        }
        lines.add(
                held
                        ? "a hold is in force: nothing is deleted from the ledgers"
                        : "no hold is in force: what is too old is deleted from the ledgers");
        return lines;
    }
}
