package dev.sallyport.cli.doctor;

import dev.sallyport.TlsRules;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.crypto.Validity;
import dev.sallyport.settings.LocalServer;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.transport.tls.ClientTls;
import dev.sallyport.transport.tls.ServerProbe;
import java.net.URI;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether each MCP server is there: its program, or its address, its TLS and the time of its certificate. */
final class ServerChecks {
    private static final Duration SOON = Duration.ofDays(7);

    private final Settings settings;
    private final ServerProbe probe;
    private final Programs programs;
    private final Instant now;

    /** Connects with {@code probe}, and looks for programs among {@code programs}. */
    ServerChecks(Settings settings, ServerProbe probe, Programs programs, Instant now) {
        this.settings = settings;
        this.probe = probe;
        this.programs = programs;
        this.now = now;
    }

    List<Check> checks() {
        return settings.servers().entrySet().stream()
                .map(entry -> {
                    String where = "servers." + entry.getKey();
                    return new Check(
                            where,
                            Code.SERVER_UNREACHABLE,
                            () -> List.of(
                                    switch (entry.getValue()) {
                                        case LocalServer local -> local(where, local);
                                        case RemoteServer remote -> remote(where, remote);
                                    }));
                })
                .toList();
    }

    private Finding local(String where, LocalServer local) {
        if (local.cwd().isPresent() && !Files.isDirectory(local.cwd().get())) {
            return new Finding(
                    Code.SERVER_FOLDER,
                    where,
                    "its folder " + local.cwd().get() + " is not there",
                    "it does not start",
                    "make the folder, or change `cwd`");
        }
        String program = local.command().getFirst();
        return programs.find(program, local.cwd())
                .map(file -> Finding.ok(Code.SERVER_SOUND, where, "its program is " + file))
                .orElseGet(() -> new Finding(
                        Code.SERVER_PROGRAM,
                        where,
                        "its program `" + program + "` is not in PATH, or may not be run by this user",
                        "it does not start",
                        "install it, or name it with its whole path"));
    }

    private Finding remote(String where, RemoteServer remote) {
        URI url = remote.url();
        boolean secure = url.getScheme().equals("https");
        HostPort address =
                new HostPort(HostPort.bare(url.getHost()), url.getPort() > 0 ? url.getPort() : secure ? 443 : 80);
        if (!isFit(remote.tls())) {
            return new Finding(
                    Code.SERVER_TLS,
                    where,
                    "the files of its `tls` are not fit",
                    "its calls fail",
                    "see certificates above");
        }
        try (ClientTls tls = new ClientTls(TlsRules.of(remote.tls()))) {
            if (secure) {
                tls.refresh();
            }
            return finding(
                    where,
                    address,
                    probe.reach(
                            address.host(),
                            address.port(),
                            settings.egressProxy(),
                            secure ? Optional.of(tls) : Optional.empty()));
        }
    }

    private static boolean isFit(RemoteTls tls) {
        try {
            if (tls.ca().isPresent()) {
                var _ = PemFiles.certificates(tls.ca().get());
            }
            if (tls.certificate().isPresent() && tls.key().isPresent()) {
                var _ = PemFiles.certified(tls.certificate().get(), tls.key().get());
            }
            return true;
        } catch (PemException _) {
            return false;
        }
    }

    private Finding finding(String where, HostPort address, ServerProbe.Result result) {
        return switch (result) {
            case ServerProbe.Result.UnknownHost unknown ->
                new Finding(
                        Code.SERVER_HOST,
                        where,
                        "the name " + unknown.host() + " is not known",
                        "its calls fail",
                        "mend the name, or the name service of this machine");
            case ServerProbe.Result.Unreachable no ->
                new Finding(
                        Code.SERVER_UNREACHABLE,
                        where,
                        "no connection to " + address + ": " + no.why(),
                        "its calls fail",
                        "start it, mend `url` or `egress-proxy`, or let this machine through the firewall");
            case ServerProbe.Result.NoTls no ->
                new Finding(
                        Code.SERVER_TLS,
                        where,
                        "no TLS with " + address + ": " + no.why(),
                        "its calls fail: who it is cannot be verified",
                        "mend its certificate, or name its authority in `tls.ca`");
            case ServerProbe.Result.Reached reached -> reached(where, address, reached.chain());
        };
    }

    private Finding reached(String where, HostPort address, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return Finding.ok(Code.SERVER_SOUND, where, address + " is reached, without TLS");
        }
        Instant end = Validity.end(chain.getFirst());
        return end.isBefore(now.plus(SOON))
                ? new Finding(
                        Code.SERVER_CERTIFICATE_ENDS,
                        where,
                        "the certificate of " + address + " ends at " + end,
                        "its calls fail then",
                        "whoever runs it should renew it")
                : Finding.ok(Code.SERVER_SOUND, where, address + " is reached, its certificate holds until " + end);
    }
}
