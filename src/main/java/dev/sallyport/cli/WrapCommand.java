package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeLedger;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.transport.child.Reaper;
import dev.sallyport.transport.stdio.SocketListener;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sallyport wrap}: a guarded stdio server in place of the real one. */
@Command(
        name = "wrap",
        description = {
            "Guards one stdio server for the client that starts this command.",
            "",
            "Standard output carries the protocol and nothing else; everything said to people goes to standard error."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: sallyport wrap -- npx -y @modelcontextprotocol/server-everything"})
final class WrapCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Parameters(arity = "1..*", paramLabel = "-- CMD ARGS", description = "The stdio server to guard.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        Home opened = home.open();
        String name = ServerNames.of(command);
        SettingsSource source = SettingsSource.of(
                Optional.empty(), opened, usual -> usual.withServers(Map.of(name, new LocalServer(command))));
        SettingsRead.Loaded loaded = source.load();
        Settings settings = loaded.settings();
        SecureRandom random = new SecureRandom();
        HomeStores stores = new HomeStores(opened, "wrap " + name);
        Instance instance = opened.newInstance(random, Reaper::endOrphans);
        instance.markChildren(Reaper.mark());
        String id = String.valueOf(instance.folder().getFileName());
        AuditRecorder recorder = HomeLedger.open(opened, "wrap", settings.audit(), random);
        Gateway gateway = new Gateway(new Gateway.Start(
                id,
                settings,
                "",
                opened.keyset(random, Instant.now()),
                stores.stores(),
                recorder,
                true,
                Clock.systemUTC(),
                System.getenv()));
        Reloading reloading = new Reloading(source, loaded, gateway::reload, Optional.empty());
        Optional<SocketListener> control = ControlSocket.of(gateway, instance, new WrapControls(gateway, reloading));
        instance.publish(
                record(name, control.map(_ -> ControlSocket.path(instance).toString())));
        reloading.start();
        Conversation.hold(gateway, name, settings, () -> {
            if (control.isPresent()) {
                control.get().close();
            }
            gateway.close();
            recorder.close();
            stores.close();
            instance.close();
        });
        return ExitCode.SUCCESS;
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
