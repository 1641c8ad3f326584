package dev.sallyport.cli.gateway;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running gateway a command is about. */
public final class GatewayChoice {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The process id of the gateway, where several run in the home; `sallyport status` shows it.")
    private long pid;

    /** The home; to be opened where it is known to be there. */
    public HomeOption home() {
        return home;
    }

    /** All gateways that run, or the one that was named; may be none. */
    public List<InstanceRecord> running() throws IOException {
        return all().stream()
                .filter(instance -> instance.command().equals("run"))
                .toList();
    }

    /** All that can be spoken to, or the one that was named, also those that {@code wrap} one server; at least one. */
    public List<InstanceRecord> reachable() throws IOException {
        return someOf(all().stream()
                .filter(instance ->
                        instance.control().isPresent() || instance.command().equals("run"))
                .toList());
    }

    /** All instances that run, or the one that was named, also those that {@code wrap} one server; at least one. */
    public List<InstanceRecord> instances() throws IOException {
        return someOf(all());
    }

    private List<InstanceRecord> all() throws IOException {
        Optional<Home> existing = home.existing();
        return existing.isEmpty()
                ? List.of()
                : existing.get().instances().stream()
                        .filter(instance -> pid == 0 || instance.pid() == pid)
                        .toList();
    }

    private List<InstanceRecord> someOf(List<InstanceRecord> running) throws IOException {
        if (running.isEmpty()) {
            throw none();
        }
        return running;
    }

    /** That no gateway runs, or none of this process id. */
    public CommandFailure none() throws IOException {
        String which = pid == 0 ? "no gateway" : "no gateway with process id " + pid;
        String message = home.existing().isPresent()
                ? which + " runs in " + home.folder() + "; "
                        + (pid == 0 ? "start one with `sallyport run`" : "see `sallyport status`")
                : which + " runs: there is no home of sallyport at " + home.folder()
                        + "; `sallyport run` makes one there";
        return new CommandFailure(ExitCode.UNAVAILABLE, "no-gateway", message);
    }

    /** The only one that runs, or the one that was named. */
    public InstanceRecord one() throws IOException {
        List<InstanceRecord> running = someOf(running());
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
