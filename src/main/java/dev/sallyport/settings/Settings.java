package dev.sallyport.settings;

import dev.sallyport.crypto.HostNames;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.ratelimit.OnFailure;
import dev.sallyport.practice.ratelimit.RatelimitSettings;
import dev.sallyport.practice.scope.ScopeSettings;
import dev.sallyport.practice.session.SessionSettings;
import dev.sallyport.practice.tls.TlsSettings;
import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.practice.token.HomeToken;
import dev.sallyport.practice.token.TokenSettings;
import dev.sallyport.practice.validation.ValidationSettings;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.settings.binding.Cidr;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.UnknownName;
import dev.sallyport.settings.sink.SinkSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything that the settings file says; a section that belongs to a practice bears the practice's id. */
public record Settings(
        @Doc("Where clients connect: host and port, 0 for any free one.")
        HostPort listen,

        @Doc("Where /healthz, /readyz and /metrics answer; loopback only.")
        HostPort observabilityListen,

        @Doc("The URL by which clients know this gateway, where a proxy stands in front.")
        Optional<URI> publicUrl,

        @Doc("The proxies whose forwarding headers are believed.")
        List<Cidr> trustedProxies,

        @Doc("The web origins whose pages may call the gateway.")
        List<URI> origins,

        @Doc("The HTTP proxy through which remote servers are reached.")
        Optional<URI> egressProxy,

        @Doc(value = "The MCP servers, by the name under which they appear.", keys = ServerSettings.NAME)
        Map<String, ServerSettings> servers,

        @Doc(value = "Some of the servers as one, by the name under which they are served.", keys = ServerSettings.NAME)
        Map<String, ProfileSettings> profiles,

        @Doc("Whether clients of all servers as one get a tool that searches in place of the list of tools.")
        boolean search,

        @Doc("Who may call.") IdentitySettings identity,
        @Doc("What callers may do.") AccessSettings access,
        @Doc("Which scopes the tokens of callers need.") ScopeSettings scope,

        @Doc("How often and how much callers may.") RatelimitSettings ratelimit,

        @Doc("Where several gateways keep what they know together.")
        StoreSettings store,

        @Doc("The bounds of the gateway as a whole.") LimitSettings limits,
        @Doc("Tokens and keys in messages.") TokenSettings token,
        @Doc("How clients are spoken to.") TlsSettings tls,
        @Doc("Legacy sessions.") SessionSettings session,
        @Doc("Input validation.") ValidationSettings validation,
        @Doc("The audit trail.") AuditSettings audit,

        @Doc(value = "Where the audit trail is sent as well, by a name of your own.", keys = SinkSettings.NAME)
        Map<String, SinkSettings> sinks,

        @Doc("Traces: what of them goes on to servers.") TelemetrySettings telemetry) {
    private static final Pattern NAME = Pattern.compile(ServerSettings.NAME);

    /** No server, on port 7337 of this machine. */
    public static final Settings DEFAULT = new Settings(
            new HostPort("127.0.0.1", 7337),
            new HostPort("127.0.0.1", 0),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            false,
            IdentitySettings.DEFAULT,
            AccessSettings.DEFAULT,
            ScopeSettings.DEFAULT,
            RatelimitSettings.DEFAULT,
            StoreSettings.DEFAULT,
            LimitSettings.DEFAULT,
            TokenSettings.DEFAULT,
            TlsSettings.DEFAULT,
            SessionSettings.DEFAULT,
            ValidationSettings.DEFAULT,
            AuditSettings.DEFAULT,
            Map.of(),
            TelemetrySettings.DEFAULT);

    public Settings {
        checkListen(listen, tls, publicUrl);
        if (!observabilityListen.isLoopback()) {
            throw new IllegalArgumentException(
                    "observability-listen must be a loopback address such as 127.0.0.1, because it asks for no token");
        }
        if (publicUrl.isPresent() && publicUrl.get().getRawQuery() != null) {
            throw new IllegalArgumentException("public-url must have no query");
        }
        trustedProxies = List.copyOf(trustedProxies);
        origins = List.copyOf(origins);
        if (!origins.stream().allMatch(Settings::isOrigin)) {
            throw new IllegalArgumentException("origins must be a scheme and a host in small letters, without a path");
        }
        if (egressProxy.isPresent() && !isProxy(egressProxy.get())) {
            throw new IllegalArgumentException("egress-proxy must be http with a host and a port, without a path");
        }
        servers = ServerSettings.ordered(servers);
        servers.keySet().forEach(Settings::checkName);
        profiles = ServerSettings.ordered(profiles);
        for (Map.Entry<String, ProfileSettings> profile : profiles.entrySet()) {
            checkProfile(profile.getKey(), profile.getValue(), servers);
        }
        ratelimit.limits().forEach(limit -> limit.argument().ifPresent(Settings::checkClass));
        sinks = SinkSettings.checked(sinks);
        Set<String> routes = new HashSet<>(servers.keySet());
        profiles.keySet().forEach(name -> routes.add("p/" + name));
        identity.checkNames(routes);
        for (String name : scope.servers()) {
            checkServer("scope", name, name, servers.keySet());
        }
        for (Map.Entry<String, String> resource : audit.servers().entrySet()) {
            checkServer("audit", resource.getValue(), resource.getKey(), servers.keySet());
        }
    }

    private static void checkServer(String key, String name, String written, Set<String> known) {
        if (!known.contains(name)) {
            throw new UnknownName(key + " must name servers of this file, not `" + written + "`", name, known);
        }
    }

    /** The same settings with other servers, and without profiles, which name servers. */
    public Settings withServers(Map<String, ServerSettings> others) {
        return new Settings(
                listen,
                observabilityListen,
                publicUrl,
                trustedProxies,
                origins,
                egressProxy,
                others,
                Map.of(),
                search,
                identity.withoutServers(),
                access,
                scope.withoutServers(),
                ratelimit,
                store,
                limits,
                token,
                tls,
                session,
                validation,
                audit.withoutServers(),
                sinks,
                telemetry);
    }

    /** The same settings with another policy. */
    public Settings withAccess(AccessSettings other) {
        return new Settings(
                listen,
                observabilityListen,
                publicUrl,
                trustedProxies,
                origins,
                egressProxy,
                servers,
                profiles,
                search,
                identity,
                other,
                scope,
                ratelimit,
                store,
                limits,
                token,
                tls,
                session,
                validation,
                audit,
                sinks,
                telemetry);
    }

    /** The same settings with another address to listen on. */
    public Settings withListen(HostPort other) {
        return new Settings(
                other,
                observabilityListen,
                publicUrl,
                trustedProxies,
                origins,
                egressProxy,
                servers,
                profiles,
                search,
                identity,
                access,
                scope,
                ratelimit,
                store,
                limits,
                token,
                tls,
                session,
                validation,
                audit,
                sinks,
                telemetry);
    }

    /** Each setting in force that lowers the protection, by its name and what it means; reported at start. */
    public List<String> unsafe() {
        List<String> unsafe = new ArrayList<>();
        servers.forEach((name, server) -> {
            if (server instanceof RemoteServer remote && remote.insecureHttp()) {
                unsafe.add(
                        "servers." + name + ".insecure-http: messages and credentials travel readable and changeable");
            }
        });
        if (tls.insecureHttp()) {
            unsafe.add("tls.insecure-http: tokens and messages of clients travel readable and changeable");
        }
        if (tls.versionMin() == TlsVersion.TLS_1_2) {
            unsafe.add(
                    "tls.version-min is 1.2: what is recorded of clients that speak it may be read by a later quantum"
                            + " computer");
        }
        if (validation.mode() == Mode.OBSERVE) {
            unsafe.add("validation.mode is observe: findings of schemas and classes of arguments refuse nothing");
        }
        if (access.mode() == Mode.OBSERVE) {
            unsafe.add("access.mode is observe: whoever is let in may do everything; what would be denied is recorded");
        }
        if (scope.mode() == Mode.OBSERVE) {
            unsafe.add("scope.mode is observe: missing scopes are recorded and refuse nothing");
        }
        if (ratelimit.mode() == Mode.OBSERVE) {
            unsafe.add("ratelimit.mode is observe: limits are recorded and refuse nothing");
        }
        store.redis()
                .filter(RedisSettings::insecurePlain)
                .ifPresent(_ -> unsafe.add(
                        "store.redis.insecure-plain: the password and all counts travel readable and changeable"));
        if (store.redis().isPresent() && ratelimit.onFailure() == OnFailure.LOCAL) {
            unsafe.add(
                    "ratelimit.on-failure is local: while Redis fails each gateway lets through as much as all together");
        }
        for (String id : access.askingTwo()) {
            unsafe.add(
                    "access: the statement `" + id + "` asks two people, and only the owner of this home and root can"
                            + " decide: where they are one person, what it holds is never done, or is done by one");
        }
        if (token.mode() == Mode.OBSERVE) {
            unsafe.add("token.mode is observe: tokens and keys in arguments and results are recorded and pass");
        }
        if (!identity.anonymous().isEmpty()) {
            unsafe.add("identity.anonymous: whoever reaches this gateway may call "
                    + String.join(", ", identity.anonymous()) + " without a credential");
        }
        if (identity.issuers().isEmpty() && !listen.isLoopback()) {
            unsafe.add("identity.issuers is empty and listen is an address of the network: one token that never expires"
                    + " opens the gateway to whoever has it");
        }
        if (!identity.issuers().isEmpty() && identity.homeToken() == HomeToken.ANYWHERE) {
            unsafe.add(
                    "identity.home-token is anywhere: one token that never expires opens the gateway to whoever has it");
        }
        return Stream.concat(unsafe.stream(), SinkSettings.unsafe(sinks)).toList();
    }

    /** The names by which clients know this gateway, besides those of this machine. */
    public List<String> names() {
        List<String> names = new ArrayList<>(tls.names());
        publicUrl
                .map(url -> HostPort.bare(url.getHost()))
                .filter(HostNames::isHost)
                .ifPresent(names::add);
        if (!listen.isLoopback() && HostNames.isHost(listen.host())) {
            names.add(listen.host());
        }
        return List.copyOf(names);
    }

    private static void checkListen(HostPort listen, TlsSettings tls, Optional<URI> publicUrl) {
        if (listen.isLoopback()) {
            return;
        }
        if (tls.insecureHttp()) {
            throw new IllegalArgumentException(
                    "listen must be a loopback address such as 127.0.0.1, because `tls.insecure-http` is for this machine only");
        }
        if (tls.certificate().isEmpty() && tls.names().isEmpty() && publicUrl.isEmpty()) {
            throw new IllegalArgumentException(
                    "listen must be a loopback address such as 127.0.0.1, unless `tls.names` or"
                            + " `public-url` says by which name clients come, or `tls.certificate` is theirs to trust");
        }
    }

    /** A class that is none would be a limit on nothing. */
    private static void checkClass(String argument) {
        List<String> words =
                Arrays.stream(ArgumentClass.values()).map(ArgumentClass::word).toList();
        if (!argument.startsWith("/") && !words.contains(argument)) {
            throw new UnknownName(
                    "ratelimit must name a class of arguments, or a JSON pointer such as `/to`, not `" + argument + "`",
                    argument,
                    words);
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "servers must have names of 1 to 32 small letters, digits and `-`, not `" + name + "`");
        }
        if (name.equals("p")) {
            throw new IllegalArgumentException("servers must not have the name `p`, which the gateway's own paths use");
        }
    }

    private static void checkProfile(String name, ProfileSettings profile, Map<String, ServerSettings> servers) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "profiles must have names of 1 to 32 small letters, digits and `-`, not `" + name + "`");
        }
        for (String server : profile.servers()) {
            if (!servers.containsKey(server)) {
                throw new UnknownName(
                        "profiles must name servers of this file, not `" + server + "`", server, servers.keySet());
            }
        }
    }

    private static boolean isOrigin(URI uri) {
        return uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getHost().chars().noneMatch(Character::isUpperCase);
    }

    private static boolean isProxy(URI uri) {
        return uri.getScheme().equals("http")
                && uri.getPort() > 0
                && uri.getRawPath().length() <= 1
                && uri.getRawQuery() == null;
    }
}
