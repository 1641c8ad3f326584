package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
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
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport reload}: the running gateway reads its settings anew, now. */
@Command(
        name = "reload",
        description = {
            "Makes the running gateway read its settings file now.",
            "",
            "Where anything is wrong with the file, the settings before stay in force, and the exit code is 2. A gateway looks for"
                    + " changes by itself within a second; this tells what came of it."
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode result = ControlClient.ask(choice.one(), ControlUpstream.RELOAD);
        List<String> problems = new ArrayList<>();
        result.path("problems").forEach(problem -> problems.add(problem.asString("")));
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "settings", String.join(System.lineSeparator(), problems));
        }
        var out = spec.commandLine().getOut();
        if (Sallyport.isJson(spec)) {
            out.println(result);
        } else {
            out.println("the settings in " + result.path("settings").asString("") + " are in force");
            result.path("notes").forEach(note -> out.println(note.asString("")));
        }
        out.flush();
        return ExitCode.SUCCESS;
    }
}
