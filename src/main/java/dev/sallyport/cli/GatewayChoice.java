package dev.sallyport.cli;

import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running gateway a command is about. */
final class GatewayChoice {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The process id of the gateway, where several run in the home.")
    private long pid;

    /** All gateways that run, or the one that was named; at least one. */
    List<InstanceRecord> gateways() throws IOException {
        return instances(instance -> instance.command().equals("run"));
    }

    /** All instances that run, or the one that was named, also those that {@code wrap} one server; at least one. */
    List<InstanceRecord> instances() throws IOException {
        return instances(_ -> true);
    }

    private List<InstanceRecord> instances(Predicate<InstanceRecord> wanted) throws IOException {
        Home opened = home.open();
        List<InstanceRecord> running = opened.instances().stream()
                .filter(wanted)
                .filter(instance -> pid == 0 || instance.pid() == pid)
                .toList();
        if (running.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-gateway",
                    "no gateway " + (pid == 0 ? "" : "with process id " + pid + " ") + "runs in " + opened.folder()
                            + "; start one with `sallyport run`");
        }
        return running;
    }

    /** The only one that runs, or the one that was named. */
    InstanceRecord one() throws IOException {
        List<InstanceRecord> running = gateways();
        if (running.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "pid-needed",
                    "several gateways run in the home: say which with --pid, one of "
                            + running.stream()
                                    .map(instance -> Long.toString(instance.pid()))
                                    .collect(Collectors.joining(", ")));
        }
        return running.getFirst();
    }
}
