package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.CertificateOptions;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
            "Endpoint, certificate authority and token are found in the home: the client needs to hold none of them. A"
                    + " certificate is needed only where the gateway demands one of clients (tls.client-ca). Where several gateways run there, the"
                    + " newest is taken that has what was asked for, and standard error says which."
        },
        mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final String ROUTE = "gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVER",
            description = "One server, by its own names of tools; without it, all servers as one.")
    private String server = "";

    @Option(names = "--profile", paramLabel = "NAME", description = "A profile of the settings instead of all servers.")
    private String profile = "";

    @Mixin
    private CertificateOptions own = new CertificateOptions();

    @Override
    public Integer call() throws Exception {
        if (!server.isEmpty() && !profile.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "usage", "say a server or a profile, not both");
        }
        InstanceRecord gateway = newest(fitting(running()));
        RemoteTls tls = own.tls(gateway);
        // where libraries of the bridge are unpacked
        choice.home().open();
        String token = token(gateway);
        RemoteServer remote =
                new RemoteServer(URI.create(url(gateway)), Map.of("Authorization", new Secret("Bearer " + token)), tls);
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

    /** The gateways, at least one; one that is just starting, as when a desktop starts both at login, is waited for. */
    private List<InstanceRecord> running() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<InstanceRecord> gateways = choice.running();
        while (gateways.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK);
            gateways = choice.running();
        }
        if (gateways.isEmpty()) {
            throw choice.none();
        }
        return gateways;
    }

    /** Those that have the server or the profile, at least one. */
    private List<InstanceRecord> fitting(List<InstanceRecord> gateways) {
        if (!server.isEmpty()) {
            return having(gateways, InstanceRecord::servers, "server", server);
        }
        return profile.isEmpty() ? gateways : having(gateways, InstanceRecord::profiles, "profile", profile);
    }

    private static List<InstanceRecord> having(
            List<InstanceRecord> gateways, Function<InstanceRecord, List<String>> names, String kind, String wanted) {
        List<InstanceRecord> having = gateways.stream()
                .filter(gateway -> names.apply(gateway).contains(wanted))
                .toList();
        if (having.isEmpty()) {
            Set<String> known = new TreeSet<>();
            gateways.forEach(gateway -> known.addAll(names.apply(gateway)));
            String there = known.isEmpty() ? "there is none" : "there are: " + String.join(", ", known);
            String near = NearestName.suggestion(wanted, known);
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-" + kind,
                    "no gateway that runs here has a " + kind + " `" + wanted + "`; " + there
                            + (near.isEmpty() ? "" : "; " + near));
        }
        return having;
    }

    private static InstanceRecord newest(List<InstanceRecord> gateways) {
        InstanceRecord newest = Collections.max(gateways, Comparator.comparing(InstanceRecord::started));
        if (gateways.size() > 1) {
            LOG.log(
                    Level.WARNING,
                    "{0} gateways run here that fit; this speaks to the newest, process {1} at {2}; choose with --pid, or"
                            + " give each a --home of its own",
                    gateways.size(),
                    Long.toString(newest.pid()),
                    newest.endpoint());
        }
        return newest;
    }

    private String url(InstanceRecord gateway) {
        if (!profile.isEmpty()) {
            return gateway.profileUrl(profile);
        }
        return server.isEmpty() ? gateway.endpoint() : gateway.url(server);
    }
}
