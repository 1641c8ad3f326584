package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport run}: the gateway, until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Starts the gateway: Streamable HTTP in front of MCP servers.",
            "",
            "Without anything it guards a small sample server; with a command behind -- it guards that stdio server; with -c it"
                    + " guards all servers of a settings file, each at /mcp/<name>."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport run",
            "  sallyport run -- npx -y @modelcontextprotocol/server-everything",
            "  sallyport run -c sallyport.yaml"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The settings file.")
    private @Nullable Path config;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen, instead of what the settings say; port 0 is any free one.")
    private @Nullable String listen;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description =
                    "Written, in one step, when requests are served: endpoint, servers, profiles, tokenFile, pid as JSON.")
    private @Nullable Path readyFile;

    @Parameters(arity = "0..*", paramLabel = "-- CMD ARGS", description = "The stdio server to guard.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        if (config != null && !command.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either -c FILE or a command, not both");
        }
        Home opened = home.open();
        SettingsSource source = SettingsSource.of(Optional.ofNullable(config), opened, this::adapted);
        SettingsRead.Loaded loaded = source.load();
        Optional<HostPort> address = Optional.ofNullable(listen).map(text -> address(loaded.settings(), text));
        Running running = new Running(opened, loaded, source, address);
        if (readyFile != null) {
            ready(running, readyFile);
        }
        announce(running.served(), loaded);
        // the process ends when it is told to
        new CountDownLatch(1).await();
        return ExitCode.SUCCESS;
    }

    private static void ready(Running running, Path file) throws Exception {
        try {
            running.served().write(file);
        } catch (IOException cannot) {
            running.close();
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "ready-file",
                    "the ready file " + file.toAbsolutePath() + " cannot be written ("
                            + cannot.getClass().getSimpleName()
                            + "); name a file in a folder that exists and that this user may write");
        }
    }

    /** The settings of a file as they are; without one, those for the one server of the command line. */
    private Settings adapted(Settings settings) {
        if (config != null) {
            return settings;
        }
        boolean sample = command.isEmpty();
        LocalServer server = new LocalServer(sample ? SampleCommand.line() : command);
        return settings.withServers(Map.of(sample ? "sample" : ServerNames.of(command), server));
    }

    /** What {@code --listen} says, where the other settings allow it. */
    private HostPort address(Settings settings, String text) {
        HostPort address = HostPort.read(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--listen must be a host and a port, like 127.0.0.1:7337"));
        try {
            var _ = settings.withListen(address);
            return address;
        } catch (IllegalArgumentException unfit) {
            throw new ParameterException(spec.commandLine(), "--" + unfit.getMessage());
        }
    }

    private void announce(Served served, SettingsRead.Loaded loaded) {
        PrintWriter out = spec.commandLine().getOut();
        if (Sallyport.isJson(spec)) {
            out.println(served.json());
        } else {
            loaded.warnings().forEach(warning -> out.println("unsafe: " + warning));
            boolean cautious = loaded.settings().access().isSilent();
            out.println(Welcome.of(served, command.isEmpty() && config == null, cautious));
        }
        out.flush();
    }
}
