package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.practice.audit.AuditFile;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.settings.HostPort;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
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
        mixinStandardHelpOptions = true)
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
            description = "Written, in one step, when requests are served: endpoint, servers, tokenFile, pid as JSON.")
    private @Nullable Path readyFile;

    @Parameters(arity = "0..*", paramLabel = "-- CMD ARGS", description = "The stdio server to guard.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        if (config != null && !command.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either -c FILE or a command, not both");
        }
        SettingsRead.Loaded loaded = settings();
        Home opened = home.open();
        SecureRandom random = new SecureRandom();
        String token = opened.token(random);
        Instance instance = opened.newInstance(random);
        String id = String.valueOf(instance.folder().getFileName());
        AuditRecorder recorder = new AuditRecorder(
                new AuditFile(opened.auditFolder(), id, loaded.settings().audit(), Clock.systemUTC()));
        Gateway gateway = new Gateway(
                new Gateway.Start(id, loaded.settings(), token, recorder, true, Clock.systemUTC(), System.getenv()));
        HttpListener listener = listen(gateway, loaded.settings());
        Served served = served(opened, loaded, listener.port());
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.whenAsked(() -> {
            listener.drain(loaded.settings().limits().drainTimeout());
            gateway.close();
            recorder.close();
            instance.close();
            stopped.countDown();
        });
        instance.publish(served.record());
        served.write(Optional.ofNullable(readyFile));
        announce(served, loaded);
        Optional.ofNullable(config).ifPresent(file -> new Reloading(file, loaded, gateway).start());
        stopped.await();
        return ExitCode.SUCCESS;
    }

    private SettingsRead.Loaded settings() {
        SettingsRead.Loaded loaded = config == null ? SettingsLoader.defaults() : SettingsFile.load(config);
        Settings settings = loaded.settings();
        if (config == null) {
            boolean sample = command.isEmpty();
            LocalServer server = new LocalServer(sample ? SampleCommand.line() : command);
            settings = settings.withServers(Map.of(sample ? "sample" : ServerNames.of(command), server));
        }
        if (listen != null) {
            String text = listen;
            settings = settings.withListen(HostPort.read(text)
                    .filter(HostPort::isLoopback)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--listen must be a loopback host and a port, like 127.0.0.1:7337; off loopback nothing is"
                                    + " served in plain HTTP")));
        }
        return new SettingsRead.Loaded(settings, loaded.shown(), loaded.files());
    }

    private HttpListener listen(Gateway gateway, Settings settings) throws IOException {
        try {
            return gateway.listen(
                    config == null ? settings.servers().keySet().iterator().next() : "");
        } catch (BindException _) {
            gateway.close();
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "port-taken",
                    "another program listens on " + settings.listen()
                            + "; stop it, or choose another port with --listen 127.0.0.1:0");
        }
    }

    private Served served(Home opened, SettingsRead.Loaded loaded, int port) {
        HostPort bound = new HostPort(loaded.settings().listen().host(), port);
        String endpoint = "http://" + bound + "/mcp";
        Map<String, String> servers = new LinkedHashMap<>();
        loaded.settings()
                .servers()
                .keySet()
                .forEach(name -> servers.put(name, config == null ? endpoint : endpoint + "/" + name));
        return new Served(
                new InstanceRecord(
                        ProcessHandle.current().pid(),
                        Instant.now(),
                        "run",
                        endpoint,
                        List.copyOf(servers.keySet()),
                        config == null,
                        opened.tokenFile().toString(),
                        Optional.empty()),
                servers);
    }

    private void announce(Served served, SettingsRead.Loaded loaded) {
        PrintWriter out = spec.commandLine().getOut();
        if (Sallyport.isJson(spec)) {
            out.println(served.json());
        } else {
            loaded.warnings().forEach(warning -> out.println("unsafe: " + warning));
            out.println(Welcome.of(served, command.isEmpty() && config == null));
        }
        out.flush();
    }
}
