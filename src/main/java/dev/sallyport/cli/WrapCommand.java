package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.Shipping;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.cli.gateway.Trail;
import dev.sallyport.observe.ship.Shipper;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.settings.sink.StdoutSink;
import dev.sallyport.transport.child.Reaper;
import dev.sallyport.transport.stdio.SocketListener;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport wrap}: a guarded stdio server in place of the real one. */
@Command(
        name = "wrap",
        description = {
            "Guards one stdio server for the client that starts this command.",
            "",
            "Standard output carries the protocol and nothing else; everything said to people goes to standard error.",
            "",
            "Settings are those of `run` without servers and profiles, such as access, ratelimit, audit, sinks and telemetry."
                    + " What is about listening and about callers of the network does not apply."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport wrap -- npx -y @modelcontextprotocol/server-everything",
            "  sallyport wrap -c wrap.yaml -- npx -y @modelcontextprotocol/server-everything"
        })
final class WrapCommand implements Callable<Integer> {
    /** What receivers have for what is left: a client that waits too long kills. */
    private static final Duration SENDING = Duration.ofMillis(500);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The settings file.")
    private @Nullable Path config;

    @Parameters(arity = "1..*", paramLabel = "-- CMD ARGS", description = "The stdio server to guard.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        Home opened = home.open();
        String name = ServerNames.of(command);
        SettingsSource source = SettingsSource.of(Optional.ofNullable(config), opened, read -> fit(read)
                .withServers(Map.of(name, new LocalServer(command))));
        SettingsRead.Loaded loaded = source.load();
        Settings settings = loaded.settings();
        if (config != null) {
            warn(loaded.warnings());
        }
        SecureRandom random = new SecureRandom();
        HomeStores stores = new HomeStores(opened, "wrap " + name);
        Instance instance = opened.newInstance(random, Reaper::endOrphans);
        instance.markChildren(Reaper.mark());
        String id = String.valueOf(instance.folder().getFileName());
        Shipping.Place place = new Shipping.Place(
                OutputStream.nullOutputStream(), VersionCommand.version(), new Shipper.Form(Clock.systemUTC(), random));
        Trail trail = new Trail(opened, "wrap", settings, random, place);
        Gateway gateway = new Gateway(new Gateway.Start(
                id,
                settings,
                "",
                opened.keyset(random, Instant.now()),
                stores.stores(),
                trail.recorder(),
                true,
                Clock.systemUTC(),
                System.getenv()));
        Reloading reloading = new Reloading(source, loaded, gateway::reload, Optional.empty(), trail.recorder());
        Optional<SocketListener> control = ControlSocket.of(
                gateway,
                instance,
                new GatewayControls(gateway, reloading, () -> status(reloading, trail), WrapCommand::stop));
        trail.started(source.facts(loaded));
        instance.publish(
                record(name, control.map(_ -> ControlSocket.path(instance).toString())));
        reloading.start();
        Conversation.hold(gateway, name, settings, () -> {
            if (control.isPresent()) {
                control.get().close();
            }
            gateway.close();
            trail.close(SENDING);
            stores.close();
            instance.close();
        });
        return ExitCode.SUCCESS;
    }

    /** The settings, where they can be those of one wrapped server. */
    private static Settings fit(Settings read) {
        if (!read.servers().isEmpty() || !read.profiles().isEmpty()) {
            throw new IllegalArgumentException(
                    "servers must not be in settings for `wrap`, nor profiles: the command line names the server");
        }
        read.sinks().forEach((name, sink) -> {
            if (sink instanceof StdoutSink) {
                throw new IllegalArgumentException("sinks." + name
                        + " must not be standard output, which carries the protocol of `wrap`; write to a `file`");
            }
        });
        return read;
    }

    private static ObjectNode status(Reloading reloading, Trail trail) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("version", VersionCommand.version());
        status.put("state", trail.audit().isAble() ? "ready" : "audit");
        trail.tell(status);
        reloading.tell(status);
        return status;
    }

    private static ObjectNode stop() {
        return JsonNodeFactory.instance.objectNode().put("problem", "its client ends it");
    }

    private void warn(List<String> unsafe) {
        PrintWriter err = spec.commandLine().getErr();
        unsafe.forEach(warning -> err.println("unsafe: " + warning));
        err.flush();
    }

    /** What other processes are told: there is nothing to connect to. */
    private static InstanceRecord record(String name, Optional<String> control) {
        return new InstanceRecord(
                ProcessHandle.current().pid(),
                Instant.now(),
                "wrap",
                "",
                List.of(name),
                List.of(),
                true,
                "",
                Optional.empty(),
                false,
                Optional.empty(),
                control,
                Optional.empty());
    }
}
