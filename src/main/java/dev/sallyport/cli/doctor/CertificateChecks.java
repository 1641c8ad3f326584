package dev.sallyport.cli.doctor;

import dev.sallyport.crypto.CertificateNames;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.crypto.Validity;
import dev.sallyport.practice.tls.TlsSettings;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.sink.FileSink;
import dev.sallyport.settings.sink.OtlpSink;
import dev.sallyport.settings.sink.StdoutSink;
import dev.sallyport.settings.sink.SyslogSink;
import dev.sallyport.settings.sink.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates in files: those of the operator, for clients and for servers, and the authority of the home. */
final class CertificateChecks {
    private static final Duration SOON = Duration.ofDays(30);

    private final Examined examined;
    private final Settings settings;

    private CertificateChecks(Examined examined, Settings settings) {
        this.examined = examined;
        this.settings = settings;
    }

    static List<Check> of(Examined examined) {
        return examined.settings()
                .map(settings -> new CertificateChecks(examined, settings).checks())
                .orElse(List.of());
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        TlsSettings tls = settings.tls();
        if (tls.insecureHttp()) {
            checks.add(none());
        } else if (examined.homeFault().isEmpty()) {
            checks.add(check("authority of the home", this::authority));
        }
        own(checks, "tls", tls.certificate(), tls.key());
        tls.clientCa().ifPresent(file -> checks.add(check("tls.client-ca", () -> authorities("tls.client-ca", file))));
        settings.servers().forEach((name, server) -> {
            if (server instanceof RemoteServer remote) {
                String key = "servers." + name + ".tls";
                RemoteTls with = remote.tls();
                own(checks, key, with.certificate(), with.key());
                with.ca().ifPresent(file -> checks.add(check(key + ".ca", () -> authorities(key + ".ca", file))));
            }
        });
        receivers(checks);
        return checks;
    }

    /** Those of receivers of traces and of the audit trail. */
    private void receivers(List<Check> checks) {
        Map<String, Path> authorities = new LinkedHashMap<>();
        if (settings.telemetry().otlp().isPresent()) {
            settings.telemetry().ca().ifPresent(file -> authorities.put("telemetry.ca", file));
        }
        settings.sinks().forEach((name, sink) -> {
            String key = "sinks." + name;
            Optional<Path> ca =
                    switch (sink) {
                        case OtlpSink to -> to.ca();
                        case WebhookSink to -> to.ca();
                        case SyslogSink to -> to.ca();
                        case FileSink _, StdoutSink _ -> Optional.empty();
                    };
            ca.ifPresent(file -> authorities.put(key + ".ca", file));
            if (sink instanceof SyslogSink to) {
                own(checks, key, to.certificate(), to.key());
            }
        });
        authorities.forEach((key, file) -> checks.add(check(key, () -> authorities(key, file))));
    }

    @FunctionalInterface
    private interface Look {
        List<Finding> look() throws IOException;
    }

    private static Check check(String where, Look look) {
        return new Check(where, Code.CERTIFICATE_UNFIT, look::look);
    }

    private static Check none() {
        return check(
                "tls.insecure-http",
                () -> List.of(Finding.ok(Code.CERTIFICATE_NONE, "tls.insecure-http", "no certificate is needed")));
    }

    private void own(List<Check> checks, String key, Optional<Path> certificate, Optional<Path> secret) {
        if (certificate.isPresent() && secret.isPresent()) {
            String where = key + ".certificate";
            List<String> names = key.equals("tls") ? settings.names() : List.of();
            checks.add(check(where, () -> certified(where, certificate.get(), secret.get(), names)));
        }
    }

    private List<Finding> certified(String key, Path certificate, Path secret, List<String> names) {
        String where = key + " " + certificate;
        Certified own;
        try {
            own = PemFiles.certified(certificate, secret);
        } catch (PemException unfit) {
            return List.of(unfit(key, unfit));
        }
        List<Finding> findings = new ArrayList<>(times(where, own.chain()));
        List<String> missing = names.stream()
                .filter(name -> !CertificateNames.cover(own.certificate(), name))
                .toList();
        if (!missing.isEmpty()) {
            findings.add(new Finding(
                    Code.CERTIFICATE_NAMES,
                    where,
                    "is not for " + String.join(", ", missing),
                    "clients that come by that name refuse it",
                    "get one for all names in `tls.names`, `public-url` and `listen`"));
        }
        return sound(findings, where, own.ends());
    }

    private List<Finding> authorities(String key, Path file) {
        try {
            List<X509Certificate> all = PemFiles.certificates(file);
            String where = key + " " + file;
            return sound(
                    times(where, all),
                    where,
                    all.stream().map(Validity::end).min(Instant::compareTo).orElseThrow());
        } catch (PemException unfit) {
            return List.of(unfit(key, unfit));
        }
    }

    private static Finding unfit(String where, PemException unfit) {
        String why = where.startsWith("telemetry.")
                ? "no gateway starts with it"
                : where.startsWith("sinks.") ? "nothing is sent to that sink" : "nothing is served with it";
        return new Finding(Code.CERTIFICATE_UNFIT, where, String.valueOf(unfit.getMessage()), why, "");
    }

    private List<Finding> times(String where, List<X509Certificate> chain) {
        List<Finding> findings = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            Instant end = Validity.end(certificate);
            if (end.isBefore(examined.now())) {
                findings.add(new Finding(
                        Code.CERTIFICATE_OVER,
                        where,
                        "is over since " + end,
                        "others refuse it",
                        "put a new one in its place"));
            } else if (Validity.begin(certificate).isAfter(examined.now())) {
                findings.add(new Finding(
                        Code.CERTIFICATE_EARLY,
                        where,
                        "holds only from " + Validity.begin(certificate) + " on",
                        "others refuse it until then",
                        "look at the clock of this machine, or put another one in its place"));
            } else if (end.isBefore(examined.now().plus(SOON))) {
                findings.add(new Finding(
                        Code.CERTIFICATE_ENDS,
                        where,
                        "ends at " + end,
                        "others refuse it then",
                        "put a new one in its place; it is taken over while the gateway runs"));
            }
        }
        return findings;
    }

    private static List<Finding> sound(List<Finding> findings, String where, Instant end) {
        return findings.isEmpty() ? List.of(Finding.ok(Code.CERTIFICATE_SOUND, where, "holds until " + end)) : findings;
    }

    private List<Finding> authority() throws IOException {
        HostNames names = HostNames.LOOPBACK.with(HostNames.of(settings.names()));
        Optional<LocalAuthority> known =
                examined.home().isPresent() ? examined.home().get().authority(names) : Optional.empty();
        String where = "authority of the home";
        if (known.isEmpty()) {
            return List.of(Finding.ok(
                    Code.CERTIFICATE_SOUND, where, "there is none yet for these names; the first start makes it"));
        }
        Instant end = Validity.end(known.get().root());
        return known.get().isOver(examined.now())
                ? List.of(new Finding(
                        Code.CERTIFICATE_AUTHORITY_ENDS,
                        where,
                        "ends at " + end,
                        "the next start makes a new one, which clients that were told of this one do not trust",
                        "start anew, then `sallyport trust`"))
                : List.of(Finding.ok(Code.CERTIFICATE_SOUND, where, "holds until " + end));
    }
}
