package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport connect}: the running gateway as a stdio server, for any desktop client. */
@Command(
        name = "connect",
        description = {
            "Speaks stdio to a client and HTTPS to the running gateway.",
            "",
            "Endpoint, certificate authority and token are found in the home: the client needs to hold none of them."
        },
        mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
    private static final String ROUTE = "gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    @Mixin
    private HomeOption home = new HomeOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVER",
            description = "One server, by its own names of tools; without it, all servers as one.")
    private String server = "";

    @Option(names = "--profile", paramLabel = "NAME", description = "A profile of the settings instead of all servers.")
    private String profile = "";

    @Override
    public Integer call() throws Exception {
        Home opened = home.open();
        InstanceRecord gateway = running(opened);
        String token = token(gateway);
        RemoteServer remote = new RemoteServer(
                URI.create(url(gateway)),
                Map.of("Authorization", new Secret("Bearer " + token)),
                gateway.caFile().map(Path::of).map(RemoteTls::trusting).orElse(RemoteTls.DEFAULT));
        Settings settings = SettingsLoader.defaults().settings().withServers(Map.of(ROUTE, remote));
        Gateway bridge = new Gateway(
                new Gateway.Start("connect", settings, "", Gateway.unrecorded(), false, Clock.systemUTC(), Map.of()));
        Conversation.hold(bridge, ROUTE, settings, bridge::close);
        return ExitCode.SUCCESS;
    }

    private static String token(InstanceRecord gateway) {
        try {
            return Files.readString(Path.of(gateway.tokenFile())).strip();
        } catch (IOException _) {
            throw new CommandFailure(
                    ExitCode.USAGE, "token", "the token file of the gateway cannot be read: " + gateway.tokenFile());
        }
    }

    /** The gateway; one that is just starting, as when a desktop starts both at login, is waited for. */
    private InstanceRecord running(Home opened) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<InstanceRecord> gateways = gateways(opened);
        while (gateways.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK);
            gateways = gateways(opened);
        }
        if (gateways.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-gateway",
                    server.isEmpty()
                            ? "no gateway runs in " + opened.folder() + "; start one with `sallyport run`"
                            : "no gateway in " + opened.folder() + " guards a server `" + server
                                    + "`; see `sallyport status`");
        }
        return gateways.getFirst();
    }

    private List<InstanceRecord> gateways(Home opened) throws IOException {
        return opened.instances().stream()
                .filter(instance -> instance.command().equals("run"))
                .filter(instance -> server.isEmpty() || instance.servers().contains(server))
                .toList();
    }

    private String url(InstanceRecord gateway) {
        if (!server.isEmpty() && !profile.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "usage", "say a server or a profile, not both");
        }
        if (!profile.isEmpty()) {
            return gateway.endpoint() + "/p/" + profile;
        }
        return server.isEmpty() || gateway.sole() ? gateway.endpoint() : gateway.endpoint() + "/" + server;
    }
}
