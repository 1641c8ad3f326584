package dev.sallyport;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.console.Controls;
import dev.sallyport.crypto.Keyset;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.access.AccessPractice;
import dev.sallyport.practice.audit.AuditPractice;
import dev.sallyport.practice.audit.signal.Signals;
import dev.sallyport.practice.delegation.ResourceMetadata;
import dev.sallyport.practice.ratelimit.RatelimitPractice;
import dev.sallyport.practice.scope.ScopePractice;
import dev.sallyport.practice.scope.ScopeRules;
import dev.sallyport.practice.scope.StepUp;
import dev.sallyport.practice.session.Belongings;
import dev.sallyport.practice.session.SessionPractice;
import dev.sallyport.practice.token.LogoutNotices;
import dev.sallyport.practice.token.TokenPractice;
import dev.sallyport.practice.token.Verifiers;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.practice.token.verify.Algorithms;
import dev.sallyport.practice.token.verify.ProofVerifier;
import dev.sallyport.practice.token.verify.TokenVerifier;
import dev.sallyport.practice.validation.DoorRules;
import dev.sallyport.practice.validation.ValidationPractice;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.Cidr;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.HttpSettings;
import dev.sallyport.transport.http.PageListener;
import dev.sallyport.transport.http.Pages;
import dev.sallyport.transport.stdio.SocketListener;
import dev.sallyport.transport.stdio.StdioListener;
import dev.sallyport.transport.tls.ServerTls;
import dev.sallyport.transport.web.GuardedWeb;
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
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private final Start start;
    private final Loops loops;
    private final WorkLanes lanes;
    private final Routes routes;
    private final Lifetimes lifetimes;
    private final Belongings belongings;
    private final SharedLimits limits;
    private final MemoryGate memory;
    private final Exchanges exchanges;
    private final GuardedWeb web;
    private final Verifiers verifiers;
    private final ApprovalDesk desk;
    private final PolicyWatch policy;
    private final Signals signals;
    private final Future<?> looking;
    private volatile ResourceMetadata metadata;
    private volatile Settings inForce;

    /**
     * What a gateway is started with.
     *
     * @param id the name of this process in exchange ids and records
     * @param settings the settings to begin with
     * @param token the token that HTTP clients must show
     * @param keys what clients carry for us is sealed under these
     * @param stores what outlives the process
     * @param recorder where outcomes are written
     * @param guarded false for a mere bridge between standard input and a gateway, which judges itself
     * @param clock the time
     * @param environment the variables of which children inherit a few
     */
    public record Start(
            String id,
            Settings settings,
            String token,
            Keyset keys,
            Stores stores,
            Recorder recorder,
            boolean guarded,
            Clock clock,
            Map<String, String> environment) {
        /** A start with keys and a memory of this process alone. */
        public Start(
                String id,
                Settings settings,
                String token,
                Recorder recorder,
                boolean guarded,
                Clock clock,
                Map<String, String> environment) {
            this(
                    id,
                    settings,
                    token,
                    Keyset.fresh(new SecureRandom(), clock.instant()),
                    Stores.inMemory(),
                    recorder,
                    guarded,
                    clock,
                    environment);
        }
    }

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
        Servers servers = new Servers(loops, start.clock(), start.environment(), memory, start.guarded());
        this.routes = new Routes(servers, loops, lanes, start.clock(), start.guarded());
        this.lifetimes = new Lifetimes(start.recorder(), start.clock());
        this.signals = new Signals(
                start.recorder(), rules(settings), start.clock(), new SecureRandom().nextLong(), this::suspected);
        this.limits = new SharedLimits(start.guarded() ? settings : Settings.DEFAULT, start.clock());
        this.web = new GuardedWeb(settings.egressProxy());
        this.verifiers = verifiers(web, start.clock());
        this.desk = new ApprovalDesk(verifiers.urls(), start);
        this.metadata = trust(settings);
        this.belongings = new Belongings(
                settings.session(), start.keys(), new SecureRandom(), start.clock(), lifetimes::sessionEnded);
        this.exchanges = new Exchanges(start.id(), start.clock(), snapshot(settings));
        routes.through(exchanges);
        this.policy = new PolicyWatch(routes, lanes);
        this.looking = loops.every(Lifetimes.LOOK, () -> {
            lifetimes.look(belongings, routes, desk);
            policy.look(inForce);
        });
    }

    private static Verifiers verifiers(GuardedWeb web, Clock clock) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new Verifiers(new TokenVerifier(web, clock), new ProofVerifier(key, clock), new RouteUrls());
    }

    /** Trusts the issuers of {@code settings}; what is said of them to clients. */
    private ResourceMetadata trust(Settings settings) {
        web.trust(settings.identity().authorities());
        verifiers.tokens().trust(settings.identity().trusted());
        return new ResourceMetadata(
                verifiers.urls(),
                settings.identity().issuers().stream()
                        .map(issuer -> issuer.url().toString())
                        .toList(),
                ScopeRules.of(settings.scope())::of,
                Algorithms.ALL);
    }

    /**
     * Ends at once what {@code whose} picks: legacy sessions and all that runs in them, streams and calls that wait, and, for whole principals,
     * what is kept for them here and at servers. How many sessions and exchanges it was.
     */
    public Ended end(Selection whose, Session.End why) {
        int exchanges = lifetimes.end(whose);
        int ended = belongings.end(whose, why);
        routes.forget(whose::coversWhole);
        desk.forget(whose::coversWhole);
        return new Ended(ended, exchanges);
    }

    /** Ends what {@code whose} picks, of whom an issuer says that they have signed out; what that was, for the record. */
    private String signedOut(Selection whose) {
        lifetimes.afterLogout();
        Ended ended = end(whose, Session.End.REVOKED);
        return "sessions " + ended.sessions() + " exchanges " + ended.exchanges();
    }

    private static Signals.Rules rules(Settings settings) {
        return new Signals.Rules(settings.audit().signals(), ServerFacts.classes(settings));
    }

    private void suspected(Selection whose) {
        var _ = end(whose, Session.End.REVOKED);
    }

    /** What was found suspicious. */
    public Signals signals() {
        return signals;
    }

    /** The URLs of all routes. */
    private Set<String> resources() {
        return exchanges.snapshot().servers().keySet().stream()
                .flatMap(route -> verifiers.urls().of(route).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What issuers say of their own accord, at the listener. */
    private HttpSettings.Notices notices() {
        LogoutNotices logouts = new LogoutNotices(verifiers, this::resources, this::signedOut);
        return new HttpSettings.Notices(logouts::isHeard, logouts::hear);
    }

    /** What was sent for callers and has no outcome yet. */
    public List<Exchange> underway() {
        return lifetimes.ofCallers();
    }

    /**
     * What was ended.
     *
     * @param sessions legacy sessions
     * @param exchanges what was under way
     */
    public record Ended(int sessions, int exchanges) {}

    /** The legacy sessions that are open. */
    public List<Session> sessions() {
        return belongings.sessions().list();
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
        AccessPractice access = desk.practice(settings.access());
        ScopePractice scope = new ScopePractice(settings.scope(), stepUp(settings), access.visibility());
        List<Guard> guards = start.guarded() ? inOrder(practices(settings, scope, access)) : List.of();
        Recorder recorder =
                start.guarded() ? new ObservedRecorder(start.recorder(), List.of(signals)) : start.recorder();
        Pipeline judging = new Pipeline(guards, recorder, lanes, memory, lifetimes.underway());
        Pipeline pipeline = start.guarded() ? judging : judging.onBridge();
        return new Snapshot(
                pipeline,
                routes.of(settings),
                new Snapshot.Limits(
                        Math.toIntExact(settings.limits().body().bytes()),
                        JsonLimits.DEFAULT.withDepthMax(settings.validation().depth()),
                        settings.limits().requestTimeout()),
                start.guarded() ? scope.visibility() : Visibility.ALL);
    }

    private StepUp stepUp(Settings settings) {
        return new StepUp(verifiers.urls(), !settings.identity().issuers().isEmpty(), Algorithms.ALL);
    }

    /** The practices in the order in which they are asked within one phase. */
    private List<Practice> practices(Settings settings, ScopePractice scope, AccessPractice access) {
        return List.of(
                // a request that is malformed costs least, so it is refused first
                new ValidationPractice(
                        settings.validation(),
                        door(settings),
                        ServerFacts.declared(settings),
                        ServerFacts.exempt(settings)),
                // who calls must be known before a session can be bound to anybody
                new TokenPractice(
                        settings.identity().rules(start.token()),
                        verifiers,
                        settings.token(),
                        ServerFacts.secrets(settings),
                        ScopeRules.of(settings.scope())::of),
                // whoever is blocked is not worth a count; of arguments is kept what no search for secrets has stopped
                new AuditPractice(
                        signals, settings.telemetry().rules(), settings.audit().arguments(), Redaction::clean),
                // whoever takes too much is not worth the look for a session
                new RatelimitPractice(settings.ratelimit(), limits.meters(), ServerFacts.classes(settings)),
                new SessionPractice(belongings, settings.session(), ServerFacts.handles(settings)),
                // a call for which a scope is missing uses up nobody's approval
                scope,
                // what it may do is asked last, of what will really be sent
                access);
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
        for (String name : settings.names()) {
            hosts.add(new HostPort(name, 0).hostText().toLowerCase(Locale.ROOT));
        }
        return new DoorRules(hosts, origins(settings), settings.limits().body().bytes());
    }

    private static Set<String> origins(Settings settings) {
        return settings.origins().stream().map(URI::toString).collect(Collectors.toUnmodifiableSet());
    }

    /** Takes over new settings for every exchange that begins from now on; where to listen is decided once. */
    public void reload(Settings settings) {
        metadata = trust(settings);
        exchanges.swap(snapshot(settings));
        belongings.settings(settings.session());
        signals.rules(rules(settings));
        inForce = settings;
    }

    /**
     * Listens for clients; {@code soleRoute} is the server behind {@code /mcp} itself, or empty. Without {@code tls} they speak
     * plain HTTP, which the settings must have asked for.
     */
    public HttpListener listen(String soleRoute, Optional<ServerTls> tls) throws IOException {
        Settings settings = start.settings();
        if (tls.isPresent() == settings.tls().insecureHttp()) {
            throw new IllegalArgumentException("TLS unless the settings say tls.insecure-http");
        }
        HttpSettings http = new HttpSettings(
                soleRoute,
                Math.toIntExact(settings.limits().header().bytes()),
                settings.limits().connections(),
                ARRIVAL,
                settings.limits().idleTimeout(),
                KEEP_ALIVE,
                origin -> origins(inForce).contains(origin),
                settings.publicUrl().map(Gateway::path).orElse(""),
                route -> metadata.of(route),
                notices(),
                desk.visits(),
                this::isTrustedProxy,
                tls,
                HANDSHAKE);
        HttpListener listener = new HttpListener(address(settings.listen()), exchanges, loops, http);
        URI own = URI.create((tls.isPresent() ? "https://" : "http://")
                + new HostPort(settings.listen().host(), listener.port()));
        verifiers.urls().at(settings.publicUrl().orElse(own), soleRoute);
        return listener;
    }

    private static String path(URI url) {
        String path = url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Asks all servers what they offer, before the first client does; done when that is known, or after five seconds. */
    public Future<Map<String, Inventory>> survey() {
        return routes.survey();
    }

    /** Serves {@code pages} to operators, on the address of its own that the settings name. */
    public PageListener observe(Pages pages) throws IOException {
        return new PageListener(address(start.settings().observabilityListen()), pages, loops);
    }

    /** The address itself, which is of this machine even where a name service says otherwise of {@code localhost}. */
    private static InetSocketAddress address(HostPort listen) throws IOException {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()
                || (listen.isLoopback() && !address.getAddress().isLoopbackAddress())) {
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
        SocketListener listener = new SocketListener(
                path, new Exchanges(start.id() + "-control", start.clock(), own), loops, ControlUpstream.NAME);
        desk.commanded();
        return listener;
    }

    /** A conversation with the one client behind {@code out} for the server {@code route}. */
    public StdioListener converse(String route, OutputStream out) {
        return new StdioListener(exchanges, loops.any(), Carrier.STDIO, route, out);
    }

    /** Where people decide about what is held. */
    public ApprovalDesk approvals() {
        return desk;
    }

    /** How the policy in force and the servers fit together. */
    public PolicyWatch policy() {
        return policy;
    }

    /** What limits have counted. */
    public SharedLimits limits() {
        return limits;
    }

    /** How many sessions are open. */
    public int sessionCount() {
        return belongings.sessions().count();
    }

    /** How each server fares, by name. */
    public Map<String, ServerState> serverStates() {
        return routes.states();
    }

    WorkLanes lanes() {
        return lanes;
    }

    /** Ends sessions, children, lanes and loops; listeners are closed before. */
    @Override
    public void close() {
        looking.cancel(false);
        belongings.sessions().end(new Selection.All(), Session.End.STOPPED);
        routes.close();
        signals.close();
        web.close();
        limits.close();
        lanes.close();
        loops.close();
    }

    /** A recorder for a bridge: the gateway behind it records. */
    public static Recorder unrecorded() {
        return new Unrecorded();
    }
}
