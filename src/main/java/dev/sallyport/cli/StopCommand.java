package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport stop}: the running gateway answers what was asked, ends its servers, and is gone. */
@Command(
        name = "stop",
        description = {
            "Stops the running gateway, and waits until it is gone.",
            "",
            "Requests that are being answered get limits.drain-timeout; nothing new is taken."
        },
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        InstanceRecord gateway = choice.one();
        var process = ProcessHandle.of(gateway.pid());
        long withinMillis = ControlClient.ask(gateway, ControlUpstream.STOP)
                .path("withinMillis")
                .asLong(0);
        try {
            if (process.isPresent()) {
                process.get().onExit().get(withinMillis, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException _) {
            throw new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "still-running",
                    "the gateway with process id " + gateway.pid() + " has not ended after " + withinMillis / 1000
                            + " s; end it at once with: kill -KILL " + gateway.pid());
        }
        var out = spec.commandLine().getOut();
        out.println(
                Sallyport.isJson(spec)
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("pid", gateway.pid())
                                .put("stopped", true)
                        : "stopped, process " + gateway.pid());
        out.flush();
        return ExitCode.SUCCESS;
    }
}
