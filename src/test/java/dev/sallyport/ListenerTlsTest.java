package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.OpenSsl;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.practice.tls.ClientAuth;
import dev.sallyport.practice.tls.TlsSettings;
import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate the listener shows, to whom, and when it becomes another. */
final class ListenerTlsTest {
    @TempDir
    private Path folder;

    private final LocalAuthority authority =
            LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
    private final MovedClock clock = new MovedClock();
    private TestPki pki;
    private Path trusted;

    /** The time of the machine, moved on. */
    private static final class MovedClock extends Clock {
        private Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void makeCertificates() throws Exception {
        pki = new TestPki(folder)
                .authority("company")
                .signed("one", "company", "DNS:gw.example.com", 90)
                .signed("two", "company", "DNS:gw.example.com", 90)
                .signed("soon", "company", "DNS:gw.example.com", 5)
                .signed("over", "company", "DNS:gw.example.com", 0);
        trusted = Files.writeString(
                folder.resolve("trusted.crt"),
                Certified.pem(authority.root()) + Files.readString(pki.certificate("company")));
        use("one");
    }

    /** Puts a certificate and its key where the settings say that they are. */
    private void use(String name) throws IOException {
        Files.copy(pki.certificate(name), certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(pki.key(name), key(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.setLastModifiedTime(certificate(), FileTime.from(Instant.now().plusNanos(System.nanoTime() % 1_000_000)));
    }

    private Path certificate() {
        return folder.resolve("gateway.pem");
    }

    private Path key() {
        return folder.resolve("gateway-key.pem");
    }

    private TlsSettings settings(boolean own, List<String> names) {
        return new TlsSettings(
                own ? Optional.of(certificate()) : Optional.empty(),
                own ? Optional.of(key()) : Optional.empty(),
                names,
                TlsVersion.TLS_1_3,
                Optional.empty(),
                ClientAuth.NEED,
                false);
    }

    private ListenerTls listenerTls(boolean own) throws Exception {
        return new ListenerTls(settings(own, List.of()), authority, HostNames.LOOPBACK, clock);
    }

    /** The subject and serial of what a client sees that asks for {@code name}, or for none. */
    private String seen(HttpListener listener, String name) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) Trust.of(trusted).getSocketFactory().createSocket("127.0.0.1", listener.port())) {
            if (!name.isEmpty()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName() + " " + certificate.getSerialNumber();
        }
    }

    @FunctionalInterface
    private interface Body {
        void with(ListenerTls tls, HttpListener listener) throws Exception;
    }

    private void serving(boolean own, Body body) throws Exception {
        Settings settings = Settings.DEFAULT.withListen(new HostPort("127.0.0.1", 0));
        try (ListenerTls tls = listenerTls(own);
                Gateway gateway = new Gateway(new Gateway.Start(
                        "t", settings, "token", Gateway.unrecorded(), true, Clock.systemUTC(), Map.of()));
                HttpListener listener = gateway.listen("", Optional.of(tls.tls()))) {
            body.with(tls, listener);
        }
    }

    @Test
    void theOwnCertificateIsForWhoNamesAHostAndTheHomesForWhoNamesNone() throws Exception {
        serving(true, (_, listener) -> {
            assertTrue(seen(listener, "gw.example.com").startsWith("CN=one "));
            assertTrue(seen(listener, "").startsWith("CN=Sallyport gateway "));
            assertTrue(OpenSsl.run(
                            folder, "s_client", "-connect", "127.0.0.1:" + listener.port(), "-servername", "localhost")
                    .text()
                    .contains("subject=CN = Sallyport gateway"));
        });
    }

    @Test
    void aNewCertificateIsTakenOverWhenItsFileChanges() throws Exception {
        serving(true, (tls, listener) -> {
            String before = seen(listener, "gw.example.com");
            tls.look();
            assertEquals(before, seen(listener, "gw.example.com"));
            use("two");
            tls.look();
            assertEquals(before, seen(listener, "gw.example.com"), "it may be in the middle of being written");
            tls.look();
            assertTrue(seen(listener, "gw.example.com").startsWith("CN=two "));
            assertEquals(Optional.empty(), tls.problem());
        });
    }

    @Test
    void filesThatAreNotFitKeepTheCertificateBefore() throws Exception {
        serving(true, (tls, listener) -> {
            String before = seen(listener, "gw.example.com");
            Files.writeString(certificate(), "no certificate");
            expectProblem(tls, "holds no certificate");
            Files.copy(pki.certificate("two"), certificate(), StandardCopyOption.REPLACE_EXISTING);
            expectProblem(tls, "not that of the first certificate");
            use("over");
            expectProblem(tls, "is over since");
            use("two");
            Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r-----"));
            Files.setLastModifiedTime(key(), FileTime.from(Instant.now().plusSeconds(1)));
            expectProblem(tls, "is open to other users");
            Files.delete(key());
            expectProblem(tls, "does not exist");
            assertEquals(before, seen(listener, "gw.example.com"));
            use("two");
            tls.look();
            tls.look();
            assertEquals(Optional.empty(), tls.problem());
            assertTrue(seen(listener, "gw.example.com").startsWith("CN=two "));
        });
    }

    private static void expectProblem(ListenerTls tls, String words) {
        tls.look();
        tls.look();
        String problem = tls.problem().orElse("");
        assertTrue(problem.startsWith("the certificates before stay in force: ") && problem.contains(words), problem);
    }

    @Test
    void whatIsNotFitAtStartIsSaid() throws Exception {
        use("over");
        assertTrue(message().contains("is over since"));
        use("one");
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw----r--"));
        assertTrue(message().contains("run: chmod 600 "));
    }

    private String message() {
        return String.valueOf(
                assertThrows(PemException.class, () -> listenerTls(true)).getMessage());
    }

    @Test
    void aCertificateThatEndsSoonIsAProblemAndIsServed() throws Exception {
        use("soon");
        serving(true, (tls, listener) -> {
            assertTrue(seen(listener, "gw.example.com").startsWith("CN=soon "));
            assertTrue(tls.problem().orElse("").startsWith("the certificate in tls.certificate ends at "));
        });
    }

    @Test
    void theHomesCertificateIsRenewedBeforeItEnds() throws Exception {
        serving(false, (tls, listener) -> {
            String first = serial(listener);
            clock.by = Duration.ofHours(1);
            tls.look();
            assertEquals(first, serial(listener));
            clock.by = Duration.ofDays(20).plusMinutes(1);
            tls.look();
            assertNotEquals(first, serial(listener));
        });
    }

    /** Seen by a client that verifies nothing: the certificate is of a time to come. */
    private String serial(HttpListener listener) throws Exception {
        String text = OpenSsl.run(folder, "s_client", "-connect", "127.0.0.1:" + listener.port())
                .text();
        return Certified.certificates(text).getFirst().getSerialNumber().toString();
    }

    @Test
    void newSettingsAreInForceAtOnce() throws Exception {
        serving(false, (tls, listener) -> {
            assertFalse(seen(listener, "gw.example.com").startsWith("CN=one "));
            assertEquals(Optional.empty(), tls.take(settings(true, List.of())));
            assertTrue(seen(listener, "gw.example.com").startsWith("CN=one "));
            assertEquals(Optional.empty(), tls.take(settings(false, List.of())));
            assertFalse(seen(listener, "gw.example.com").startsWith("CN=one "));
        });
    }
}
