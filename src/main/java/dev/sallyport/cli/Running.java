package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.ListenerTls;
import dev.sallyport.Observatory;
import dev.sallyport.Shipping;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Shutdown;
import dev.sallyport.cli.gateway.Trail;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.PemException;
import dev.sallyport.observe.ship.Shipper;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.HomeAuthority;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.settings.home.InstanceRecord;
import dev.sallyport.transport.child.Reaper;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.PageListener;
import dev.sallyport.transport.stdio.SocketListener;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A gateway at work in this process: what it has in the home, where it listens, and how its operator reaches it. */
final class Running {
    private static final System.Logger LOG = System.getLogger("sallyport");
    /** What stopping takes besides the drain: children are asked, told and killed. */
    private static final Duration STOPPING = Duration.ofSeconds(15);

    /** What receivers of the audit trail and of traces have for what is left. */
    private static final Duration SENDING = Duration.ofSeconds(3);

    private final Home home;
    private final SettingsRead.Loaded loaded;
    private final Optional<Path> config;
    private final Shutdown shutdown = new Shutdown(this::close);
    private final Deque<Shutdown.Step> closing = new ArrayDeque<>();
    private final Gateway gateway;
    private final Optional<ListenerTls> tls;
    private final Optional<HomeAuthority> authority;
    private final HttpListener listener;
    private final Observatory observatory;
    private final Trail trail;
    private final Reloading reloading;
    private final Instance instance;
    private volatile Served served;

    /**
     * Starts all of it.
     *
     * @param loaded the settings, as {@code source} gave them
     * @param listen where to listen instead of what they say
     */
    Running(Home home, SettingsRead.Loaded loaded, SettingsSource source, Optional<HostPort> listen) throws Exception {
        this.home = home;
        this.loaded = loaded;
        this.config = source.file();
        Settings settings = listen.map(loaded.settings()::withListen).orElse(loaded.settings());
        SecureRandom random = new SecureRandom();
        String token = home.token(random);
        HomeStores stores = toClose(new HomeStores(home, desk()), HomeStores::close);
        try {
            instance = toClose(home.newInstance(random, Reaper::endOrphans), Instance::close);
            instance.markChildren(Reaper.mark());
            String id = String.valueOf(instance.folder().getFileName());
            trail = toClose(new Trail(home, "gateway", settings, random, place(random)), began -> began.close(SENDING));
            gateway = toClose(
                    new Gateway(new Gateway.Start(
                            id,
                            settings,
                            token,
                            home.keyset(random, Instant.now()),
                            stores.stores(),
                            trail.recorder(),
                            true,
                            Clock.systemUTC(),
                            System.getenv())),
                    Gateway::close);
            authority = authority(settings, random);
            tls = authority.map(known -> toClose(tls(settings, known), ListenerTls::close));
            reloading = new Reloading(source, loaded, this::take, tls, trail.recorder());
            Optional<String> control = control();
            listener = bound(settings.listen(), () -> gateway.listen(sole(), tls.map(ListenerTls::tls)));
            observatory = new Observatory(gateway, listener, trail.counts(), trail.audit(), trail);
            PageListener pages = toClose(
                    bound(settings.observabilityListen(), () -> gateway.observe(observatory)), PageListener::close);
            closing.push(() -> listener.drain(drainTimeout()));
            served = served(settings, pages.port(), control);
            trail.started(source.facts(loaded));
            instance.publish(served.record());
        } catch (Exception failed) {
            close();
            throw failed;
        }
        if (config.isPresent()) {
            var _ = gateway.survey();
        }
        reloading.start();
        shutdown.listen();
    }

    private static Shipping.Place place(SecureRandom random) {
        return new Shipping.Place(
                new FileOutputStream(FileDescriptor.out),
                VersionCommand.version(),
                new Shipper.Form(Clock.systemUTC(), random));
    }

    /** Closes a part when the gateway stops, the latest first. */
    private <T> T toClose(T part, Closing<T> close) {
        closing.push(() -> close.close(part));
        return part;
    }

    @FunctionalInterface
    private interface Closing<T> {
        void close(T part) throws Exception;
    }

    @FunctionalInterface
    private interface Binding<T> {
        T bind() throws IOException;
    }

    private static <T> T bound(HostPort address, Binding<T> binding) throws IOException {
        try {
            return binding.bind();
        } catch (BindException cannot) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "port-taken",
                    "cannot listen on " + address + " (" + cannot.getMessage()
                            + "); stop what listens there, or choose another port with --listen 127.0.0.1:0");
        }
    }

    private Optional<HomeAuthority> authority(Settings settings, SecureRandom random) throws IOException {
        return settings.tls().insecureHttp()
                ? Optional.empty()
                : Optional.of(home.authority(names(settings), Instant.now(), random));
    }

    private static HostNames names(Settings settings) {
        return HostNames.LOOPBACK.with(HostNames.of(settings.names()));
    }

    private static ListenerTls tls(Settings settings, HomeAuthority authority) {
        try {
            return new ListenerTls(settings.tls(), authority.authority(), names(settings), Clock.systemUTC());
        } catch (PemException | IOException unfit) {
            throw new CommandFailure(ExitCode.USAGE, "tls", "no TLS as the settings ask for: " + unfit.getMessage());
        }
    }

    /** The server behind {@code /mcp} itself, or empty where that is the sum of all. */
    private String sole() {
        return config.isPresent()
                ? ""
                : loaded.settings().servers().keySet().iterator().next();
    }

    /** What tells this gateway from others of the home, and is the same after a restart. */
    private String desk() {
        return config.map(file -> "run -c " + file.toAbsolutePath().normalize()).orElseGet(() -> "run " + sole());
    }

    private Optional<String> control() throws IOException {
        Optional<SocketListener> socket =
                ControlSocket.of(gateway, instance, new GatewayControls(gateway, reloading, this::status, this::stop));
        socket.ifPresent(open -> toClose(open, SocketListener::close));
        return socket.map(_ -> ControlSocket.path(instance).toString());
    }

    private Served served(Settings settings, int observabilityPort, Optional<String> control) {
        HostPort bound = new HostPort(reachable(settings.listen().host()), listener.port());
        HostPort observed = new HostPort(settings.observabilityListen().host(), observabilityPort);
        return new Served(new InstanceRecord(
                ProcessHandle.current().pid(),
                Instant.now(),
                "run",
                (tls.isPresent() ? "https://" : "http://") + bound + "/mcp",
                List.copyOf(settings.servers().keySet()),
                List.copyOf(settings.profiles().keySet()),
                config.isEmpty(),
                home.tokenFile().toString(),
                authority.map(known -> known.caFile().toString()),
                settings.tls().asksCertificate(),
                Optional.of("http://" + observed),
                control,
                Optional.empty()));
    }

    /** Takes over new settings, and tells other processes whom it serves now. */
    private void take(Settings settings) {
        gateway.reload(settings);
        trail.take(settings);
        served = new Served(served.record()
                .serving(
                        List.copyOf(settings.servers().keySet()),
                        List.copyOf(settings.profiles().keySet()),
                        settings.tls().asksCertificate()));
        try {
            instance.publish(served.record());
        } catch (IOException cannot) {
            LOG.log(System.Logger.Level.WARNING, "other processes cannot be told of the new settings", cannot);
        }
    }

    /** Where this machine reaches what listens on {@code host}: an address for all is none to connect to. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    /** What it serves. */
    Served served() {
        return served;
    }

    private ObjectNode status() {
        InstanceRecord self = served.record();
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("pid", self.pid());
        status.put("version", VersionCommand.version());
        status.put("since", self.started().toString());
        status.put("state", observatory.failing().isEmpty() ? "ready" : String.join(" ", observatory.failing()));
        status.put("endpoint", self.endpoint());
        status.put("observability", self.observability().orElse(""));
        config.ifPresentOrElse(
                file -> status.put("settings", file.toAbsolutePath().toString()), () -> status.putNull("settings"));
        status.put("sessions", gateway.sessionCount());
        status.put("connections", observatory.connectionCount());
        gateway.limits().state().ifPresent(state -> status.put("sharedLimits", state));
        ObjectNode servers = status.putObject("servers");
        gateway.serverStates().forEach((name, state) -> {
            ObjectNode server = servers.putObject(name);
            server.put("endpoint", self.url(name));
            server.put("state", state.state());
            server.put("children", state.children());
            server.put("answered", observatory.counts().count(name, Outcome.ANSWERED));
            server.put("denied", observatory.counts().count(name, Outcome.DENIED));
            server.put("failed", observatory.counts().count(name, Outcome.UPSTREAM_FAILED));
            state.failure().ifPresent(failure -> server.putObject("lastFailure")
                    .put("at", failure.at().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("reason", failure.reason().toString())
                    .put("message", failure.message())
                    .put("over", failure.over()));
        });
        trail.tell(status);
        ObjectNode profiles = status.putObject("profiles");
        reloading.inForce().settings().profiles().forEach((name, profile) -> {
            ObjectNode shown = profiles.putObject(name).put("endpoint", self.profileUrl(name));
            profile.servers().forEach(shown.putArray("servers")::add);
        });
        gateway.policy().misfits().forEach(status.putArray("policy")::add);
        gateway.policy().scopes().forEach(status.putArray("scopes")::add);
        reloading.tell(status);
        tls.flatMap(ListenerTls::problem).ifPresent(problem -> status.put("problem", "TLS: " + problem));
        return status;
    }

    private ObjectNode stop() {
        shutdown.begin();
        Duration within = drainTimeout().plus(STOPPING);
        return JsonNodeFactory.instance.objectNode().put("withinMillis", within.toMillis());
    }

    private Duration drainTimeout() {
        return reloading.inForce().settings().limits().drainTimeout();
    }

    /** Takes nothing new, answers what was asked, ends the children and leaves nothing behind. */
    void close() throws Exception {
        if (observatory != null) {
            observatory.stopping();
        }
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
