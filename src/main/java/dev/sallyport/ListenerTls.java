package dev.sallyport;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.practice.tls.ClientAuth;
import dev.sallyport.practice.tls.TlsSettings;
import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.transport.tls.ServerTls;
import dev.sallyport.transport.tls.TlsLibrary;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificates that the listener shows: issued by the home's authority and renewed before they end, or read from the operator's
 * files and read again when they change. What is not fit is never taken over. Safe for use by several threads.
 */
public final class ListenerTls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.tls");
    private static final Duration TICKETS = Duration.ofHours(12);
    private static final Duration ENDS_SOON = Duration.ofDays(14);

    private final LocalAuthority authority;
    private final HostNames names;
    private final Clock clock;
    private final SecureRandom random;
    private final ServerTls tls;
    private TlsSettings settings;
    private Certified local;
    private Read read;
    private String stamp;
    private String seen;
    private Instant since;
    private Optional<String> problem = Optional.empty();

    /** What the operator's files said. */
    private record Read(Optional<Certified> own, List<X509Certificate> clientAuthorities) {}

    /**
     * Reads and issues what {@code settings} ask for.
     *
     * @param names what the certificates of {@code authority} are for
     * @throws PemException where a file is not fit
     * @throws IOException where its certificate is of a kind that cannot be served
     */
    public ListenerTls(TlsSettings settings, LocalAuthority authority, HostNames names, Clock clock)
            throws PemException, IOException {
        this.settings = settings;
        this.authority = authority;
        this.names = names;
        this.clock = clock;
        this.random = new SecureRandom();
        this.since = clock.instant();
        this.local = authority.issue(names, since, random);
        this.stamp = PemFiles.stamp(files(settings));
        this.seen = stamp;
        this.read = read(settings);
        this.tls = new ServerTls(TlsLibrary.USED, shown(read), rules(settings, read));
    }

    private static List<Path> files(TlsSettings settings) {
        return Stream.of(settings.certificate(), settings.key(), settings.clientCa())
                .flatMap(Optional::stream)
                .toList();
    }

    private Read read(TlsSettings asked) throws PemException {
        Optional<Certified> own = asked.certificate().isPresent() && asked.key().isPresent()
                ? Optional.of(PemFiles.certified(
                        asked.certificate().get(), asked.key().get()))
                : Optional.empty();
        if (own.isPresent() && own.get().ends().isBefore(clock.instant())) {
            throw PemFiles.over(asked.certificate().orElseThrow(), own.get().ends());
        }
        return new Read(
                own,
                asked.clientCa().isPresent()
                        ? PemFiles.certificates(asked.clientCa().get())
                        : List.of());
    }

    private ServerTls.Shown shown(Read now) {
        return new ServerTls.Shown(local, now.own());
    }

    private static ServerTls.Rules rules(TlsSettings settings, Read read) {
        return new ServerTls.Rules(
                settings.versionMin() == TlsVersion.TLS_1_2,
                read.clientAuthorities(),
                settings.clientAuth() == ClientAuth.NEED);
    }

    /** The server's side of TLS as the listener needs it. */
    public ServerTls tls() {
        return tls;
    }

    /**
     * Renews what is due and reads files that have changed, once they are at rest: the same as at the look before. A chain of which
     * half is written may look whole, and a key comes after its certificate. To be called now and then, on a thread that may wait.
     */
    public synchronized void look() {
        String before = seen;
        seen = PemFiles.stamp(files(settings));
        if (!seen.equals(stamp)) {
            if (seen.equals(before)) {
                take(settings);
            }
        } else if (LocalAuthority.isDue(local, clock.instant())
                || clock.instant().isAfter(since.plus(TICKETS))) {
            renew();
        }
    }

    /** A certificate of the authority that is fresh, and fresh keys of session tickets. */
    private void renew() {
        since = clock.instant();
        local = authority.issue(names, since, random);
        try {
            tls.replace(shown(read), rules(settings, read));
        } catch (IOException unfit) {
            LOG.log(Level.ERROR, "the certificate was not renewed: {0}", unfit.getMessage());
        }
    }

    /** Takes over new settings, and the files as they are now; what is wrong with them, or empty where they are in force. */
    public synchronized Optional<String> take(TlsSettings asked) {
        stamp = PemFiles.stamp(files(asked));
        try {
            Read fresh = read(asked);
            tls.replace(shown(fresh), rules(asked, fresh));
            boolean changed = !fresh.equals(read);
            settings = asked;
            read = fresh;
            problem = Optional.empty();
            if (changed) {
                LOG.log(Level.INFO, "new certificates are in force");
            }
        } catch (PemException | IOException unfit) {
            problem = Optional.of("the certificates before stay in force: " + unfit.getMessage());
            LOG.log(Level.ERROR, "{0}", problem.get());
        }
        return problem;
    }

    /** What an operator should look into: files that are not fit, a certificate that ends soon. */
    public synchronized Optional<String> problem() {
        Optional<Instant> soon = read.own()
                .map(Certified::ends)
                .filter(end -> end.isBefore(clock.instant().plus(ENDS_SOON)));
        return problem.isPresent() ? problem : soon.map(end -> "the certificate in tls.certificate ends at " + end);
    }

    @Override
    public void close() {
        tls.close();
    }
}
