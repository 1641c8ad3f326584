package dev.sallyport.settings.home;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a running gateway tells other processes of the same user about itself.
 *
 * @param pid its process
 * @param started when it began
 * @param command the subcommand, for example {@code run}
 * @param endpoint the URL at which it serves MCP
 * @param servers the names of its servers
 * @param profiles the names of its profiles
 * @param sole true where the endpoint is its one server itself, and not a path below it
 * @param tokenFile the absolute path of the file that holds the token that it accepts
 * @param caFile the absolute path of the file of the authority that clients on this machine must trust, where it speaks TLS
 * @param asksCertificate true where a client must show a certificate
 * @param observability the URL below which /healthz, /readyz and /metrics are, where it has one
 * @param control the path of its control socket, where it has one
 * @param console the URL of its console, where it has one
 */
public record InstanceRecord(
        long pid,
        Instant started,
        String command,
        String endpoint,
        List<String> servers,
        List<String> profiles,
        boolean sole,
        String tokenFile,
        Optional<String> caFile,
        boolean asksCertificate,
        Optional<String> observability,
        Optional<String> control,
        Optional<String> console) {
    /** Fails where a part is absent: that is a record of another version. */
    public InstanceRecord {
        requireNonNull(started);
        requireNonNull(command);
        requireNonNull(endpoint);
        requireNonNull(tokenFile);
        requireNonNull(caFile);
        requireNonNull(observability);
        requireNonNull(control);
        requireNonNull(console);
        servers = List.copyOf(servers);
        profiles = List.copyOf(profiles);
    }

    /** The same with other servers and profiles, and another demand of clients. */
    public InstanceRecord serving(List<String> others, List<String> otherProfiles, boolean asks) {
        return new InstanceRecord(
                pid,
                started,
                command,
                endpoint,
                others,
                otherProfiles,
                sole,
                tokenFile,
                caFile,
                asks,
                observability,
                control,
                console);
    }

    /** The URL of one of its servers. */
    public String url(String server) {
        return sole ? endpoint : endpoint + "/" + server;
    }

    /** The URL of one of its profiles. */
    public String profileUrl(String profile) {
        return endpoint + "/p/" + profile;
    }
}
