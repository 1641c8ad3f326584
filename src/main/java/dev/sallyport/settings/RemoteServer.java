package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A server that the gateway calls over HTTP. */
public record RemoteServer(
        @Doc("Where the server answers; https, or http on this machine.")
        URI url,

        @Doc(value = "Headers for every request, by reference: `${NAME}` or `file:PATH`.", keys = HEADER_NAME)
        Map<String, Secret> headers,

        @Doc("Allows http to another machine: messages and credentials travel readable and changeable.")
        boolean insecureHttp,

        @Doc("How TLS is spoken to an https server.") RemoteTls tls,

        @Doc("The era that the server speaks, `modern` or `legacy`; found out where it is not said.")
        Optional<Era> era,

        @Doc("The oldest revision that the server may speak; an older one is not spoken with it.")
        Optional<ProtocolVersion> versionMin,

        @Doc(
                "The longest time for a request at this server, once it is started and knows its client, where that is shorter than `limits.request-timeout`.")
        Optional<Duration> timeout,

        @Doc("The most requests at this server at once; a further one is refused.")
        int concurrency,

        @Doc(
                "After how many failures in a row nothing is sent to the server for a while, 1 s at first and 30 s at most; 0 for never.")
        int breaker,

        @Doc("The class of arguments: tool, then JSON pointer, then class.")
        Map<String, Map<String, ArgumentClass>> arguments,

        @Doc(
                "Where handles of state stand, in results and in arguments: tool, then JSON pointers; each belongs to the principal who got it.")
        Map<String, List<String>> handles)
        implements ServerSettings {
    /** Source: RFC 9110 §5.6.2. */
    static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final int BREAKER = 20;
    private static final Pattern NAME = Pattern.compile(HEADER_NAME);

    /** What the gateway derives from the message itself, or what belongs to one connection. */
    private static final Set<String> DERIVED = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "last-event-id",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    public RemoteServer {
        boolean http = url.getScheme().equals("http");
        if (http && !insecureHttp && !HostPort.isLoopback(HostPort.bare(url.getHost()))) {
            throw new IllegalArgumentException(
                    "url must be https, or http on this machine, unless `insecure-http: true`");
        }
        if (http && !tls.equals(RemoteTls.DEFAULT)) {
            throw new IllegalArgumentException("tls goes only with an https `url`");
        }
        headers = ServerSettings.ordered(headers);
        Set<String> names = new HashSet<>();
        headers.forEach((name, value) -> checkHeader(name, value, names.add(lower(name))));
        ServerSettings.check(timeout, concurrency, era, versionMin);
        if (breaker < 0 || breaker > 1_000_000) {
            throw new IllegalArgumentException("breaker must be 0 to 1000000");
        }
        arguments = ServerSettings.argumentsOf(arguments);
        handles = ServerSettings.handlesOf(handles);
    }

    /** A server with the defaults: no headers, no plain HTTP to another machine. */
    public RemoteServer(URI url) {
        this(url, Map.of());
    }

    /** A server with the defaults and {@code headers}. */
    public RemoteServer(URI url, Map<String, Secret> headers) {
        this(url, headers, RemoteTls.DEFAULT);
    }

    /** A server with the defaults, {@code headers}, and TLS as {@code tls} says. */
    public RemoteServer(URI url, Map<String, Secret> headers, RemoteTls tls) {
        this(
                url,
                headers,
                false,
                tls,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CONCURRENCY,
                BREAKER,
                Map.of(),
                Map.of());
    }

    private static void checkHeader(String name, Secret value, boolean first) {
        if (!first) {
            throw new IllegalArgumentException("headers must not set `" + name + "` twice");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("headers must have names that HTTP allows, not `" + name + "`");
        }
        if (DERIVED.contains(lower(name)) || lower(name).startsWith("mcp-")) {
            throw new IllegalArgumentException("headers must not set `" + name + "`, which the gateway derives");
        }
        if (!value.plaintext().chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            throw new IllegalArgumentException("headers must have values of printable ASCII, unlike `" + name + "`");
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
