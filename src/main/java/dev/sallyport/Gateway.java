package dev.sallyport;

import dev.sallyport.catalog.View;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.console.Controls;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Streams;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.session.SessionPractice;
import dev.sallyport.practice.session.Sessions;
import dev.sallyport.practice.session.Tasks;
import dev.sallyport.practice.token.TokenPractice;
import dev.sallyport.practice.validation.DoorRules;
import dev.sallyport.practice.validation.ValidationPractice;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.Cidr;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.HttpSettings;
import dev.sallyport.transport.http.PageListener;
import dev.sallyport.transport.http.Pages;
import dev.sallyport.transport.legacy.DualEraUpstream;
import dev.sallyport.transport.stdio.SocketListener;
import dev.sallyport.transport.stdio.StdioListener;
import dev.sallyport.transport.sum.Sum;
import dev.sallyport.transport.sum.Surveys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The composition root: the only class that sees everything. It builds the parts, puts the guards in order, and swaps snapshots. */
public final class Gateway implements AutoCloseable {
    /** The route of all servers as one. */
    private static final String SUM = "";
    /** What stands before the name of a profile in its route. */
    private static final String PROFILE = "p/";

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Start start;
    private final Loops loops;
    private final WorkLanes lanes;
    private final Servers servers;
    private final Surveys surveys;
    private final Map<String, Upstream> sums = new HashMap<>();
    private final Sessions sessions;
    private final Tasks tasks = new Tasks();
    private final MemoryGate memory;
    private final Streams streams = new Streams();
    private final Exchanges exchanges;
    private final Future<?> looking;
    private volatile Settings inForce;

    /**
     * What a gateway is started with.
     *
     * @param id the name of this process in exchange ids and records
     * @param settings the settings to begin with
     * @param token the token that HTTP clients must show
     * @param recorder where outcomes are written
     * @param guarded false for a mere bridge between standard input and a gateway, which judges itself
     * @param clock the time
     * @param environment the variables of which children inherit a few
     */
    public record Start(
            String id,
            Settings settings,
            String token,
            Recorder recorder,
            boolean guarded,
            Clock clock,
            Map<String, String> environment) {}

    /** Builds the parts; nothing listens yet. */
    public Gateway(Start start) {
        int cores = Runtime.getRuntime().availableProcessors();
        Settings settings = start.settings();
        this.start = start;
        this.inForce = settings;
        this.loops = new Loops(cores);
        this.lanes = new WorkLanes(cores);
        this.memory = new MemoryGate(
                settings.limits().inFlightBytes(Runtime.getRuntime().maxMemory()));
        this.servers = new Servers(loops, start.clock(), start.environment(), memory, start.guarded());
        this.surveys = new Surveys(loops, lanes, new SecureRandom());
        this.sessions = new Sessions(settings.session(), new SecureRandom());
        this.exchanges = new Exchanges(start.id(), start.clock(), snapshot(settings));
        surveys.through(exchanges);
        this.looking = loops.every(LOOK, this::look);
    }

    private void look() {
        sessions.expire();
        servers.reap();
    }

    private boolean isTrustedProxy(InetAddress address) {
        for (Cidr range : inForce.trustedProxies()) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private Snapshot snapshot(Settings settings) {
        Map<String, Upstream> upstreams = upstreams(settings);
        List<Guard> guards = start.guarded() ? inOrder(practices(settings)) : List.of();
        Pipeline judging = new Pipeline(guards, start.recorder(), lanes, memory, streams);
        Pipeline pipeline = start.guarded() ? judging : judging.onBridge();
        return new Snapshot(
                pipeline,
                upstreams,
                new Snapshot.Limits(
                        Math.toIntExact(settings.limits().body().bytes()),
                        JsonLimits.DEFAULT.withDepthMax(settings.validation().depth()),
                        settings.limits().requestTimeout()));
    }

    /** The servers by name, and what is shown of several of them as one by its route. */
    private Map<String, Upstream> upstreams(Settings settings) {
        Map<String, Upstream> single = servers.of(settings);
        if (!start.guarded()) {
            return single;
        }
        Map<String, View> views = new HashMap<>();
        View sum = View.sum(settings.servers().keySet());
        views.put(SUM, settings.search() ? sum.searched() : sum);
        settings.profiles().forEach((name, profile) -> views.put(PROFILE + name, profile.view()));
        surveys.configure(views, single);
        Map<String, Upstream> all = new HashMap<>(single);
        views.keySet().forEach(route -> all.put(route, sums.computeIfAbsent(route, this::sum)));
        return Map.copyOf(all);
    }

    private Upstream sum(String route) {
        return new DualEraUpstream(new Sum(route, surveys), Optional.of(Era.MODERN), new SecureRandom(), start.clock());
    }

    /** The practices in the order in which they are asked within one phase. */
    private List<Practice> practices(Settings settings) {
        return List.of(
                // a request that is malformed costs least, so it is refused first
                new ValidationPractice(settings.validation(), door(settings), declared(settings), exempt(settings)),
                // who calls must be known before a session can be bound to anybody
                new TokenPractice(start.token()),
                new SessionPractice(sessions, tasks));
    }

    /** All guards by phase; within a phase in the order of the practices. */
    static List<Guard> inOrder(List<Practice> practices) {
        List<Guard> guards = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (Practice practice : practices) {
                practice.guards().stream()
                        .filter(guard -> guard.phase() == phase)
                        .forEach(guards::add);
            }
        }
        return guards;
    }

    private static DoorRules door(Settings settings) {
        Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        settings.publicUrl().ifPresent(url -> hosts.add(url.getHost().toLowerCase(Locale.ROOT)));
        return new DoorRules(hosts, origins(settings), settings.limits().body().bytes());
    }

    private static Set<String> origins(Settings settings) {
        return settings.origins().stream().map(URI::toString).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, Map<String, Map<String, ArgumentClass>>> declared(Settings settings) {
        Map<String, Map<String, Map<String, ArgumentClass>>> declared = new HashMap<>();
        settings.servers().forEach((name, server) -> declared.put(name, server.arguments()));
        return declared;
    }

    private static Set<String> exempt(Settings settings) {
        Set<String> hosts = new HashSet<>();
        settings.servers().values().forEach(server -> {
            if (server instanceof RemoteServer remote) {
                hosts.add(remote.url().getHost().toLowerCase(Locale.ROOT));
                hosts.add(remote.url().getAuthority().toLowerCase(Locale.ROOT));
            }
        });
        return hosts;
    }

    /** Takes over new settings for every exchange that begins from now on; where to listen is decided once. */
    public void reload(Settings settings) {
        exchanges.swap(snapshot(settings));
        sessions.settings(settings.session());
        inForce = settings;
    }

    /** Listens for HTTP clients; {@code soleRoute} is the server behind {@code /mcp} itself, or empty. */
    public HttpListener listen(String soleRoute) throws IOException {
        Settings settings = start.settings();
        HttpSettings http = new HttpSettings(
                soleRoute,
                Math.toIntExact(settings.limits().header().bytes()),
                settings.limits().connections(),
                ARRIVAL,
                settings.limits().idleTimeout(),
                KEEP_ALIVE,
                origin -> origins(inForce).contains(origin),
                this::isTrustedProxy);
        return new HttpListener(loopback(settings.listen()), exchanges, loops, http);
    }

    /** Begins to ask all servers what they offer, before the first client does. */
    public void survey() {
        surveys.known(SUM);
    }

    /** Serves {@code pages} to operators, on the address of its own that the settings name. */
    public PageListener observe(Pages pages) throws IOException {
        return new PageListener(loopback(start.settings().observabilityListen()), pages, loops);
    }

    /** The address itself, which is of this machine even where a name service says otherwise of {@code localhost}. */
    private static InetSocketAddress loopback(HostPort listen) throws IOException {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new BindException(listen.host() + " is no address of this machine alone");
        }
        return address;
    }

    /**
     * Lets this user's own programs ask {@code controls} over the socket at {@code path}: through the guards and into the record,
     * but in a configuration of their own, which holds no server, as no client's configuration holds the controls.
     */
    public SocketListener control(Path path, Controls controls) throws IOException {
        Snapshot served = exchanges.snapshot();
        Snapshot own = new Snapshot(
                served.pipeline(), Map.of(ControlUpstream.NAME, new ControlUpstream(controls, lanes)), served.limits());
        return new SocketListener(
                path, new Exchanges(start.id() + "-control", start.clock(), own), loops, ControlUpstream.NAME);
    }

    /** A conversation with the one client behind {@code out} for the server {@code route}. */
    public StdioListener converse(String route, OutputStream out) {
        return new StdioListener(exchanges, loops.any(), Carrier.STDIO, route, out);
    }

    /** How many sessions are open. */
    public int sessionCount() {
        return sessions.count();
    }

    /** How each server fares, by name. */
    public Map<String, ServerState> serverStates() {
        return servers.states();
    }

    WorkLanes lanes() {
        return lanes;
    }

    /** Ends sessions, children, lanes and loops; listeners are closed before. */
    @Override
    public void close() {
        looking.cancel(false);
        sessions.endAll();
        surveys.close();
        servers.close();
        lanes.close();
        loops.close();
    }

    /** A recorder for a bridge: the gateway behind it records. */
    public static Recorder unrecorded() {
        return new Recorder() {
            @Override
            public boolean isAble() {
                return true;
            }

            @Override
            public void opened(Exchange exchange) {}

            @Override
            public void ended(Exchange exchange) {}
        };
    }
}
