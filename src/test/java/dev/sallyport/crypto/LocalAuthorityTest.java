package dev.sallyport.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the local authority issues is accepted for its names by Java and OpenSSL, and refused for every other. */
final class LocalAuthorityTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Instant now = Instant.now();
    private final HostNames names = HostNames.LOOPBACK.with(HostNames.of(List.of("gw.example.com", "192.0.2.7")));
    private final LocalAuthority authority = LocalAuthority.create(names, now, RANDOM);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "127.8.7.6", "::1", "gw.example.com", "sub.gw.example.com", "192.0.2.7"
            })
    void aCertificateForItsOwnNamesIsAccepted(String name) throws Exception {
        Certified certified = authority.issue(HostNames.of(List.of(name)), now, RANDOM);
        assertDoesNotThrow(() -> java(certified));
        OpenSsl.Ended verified = openssl(certified);
        assertEquals(0, verified.code(), verified.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "www.google.com",
                "localhost.example.com",
                "notgw.example.com",
                "128.0.0.1",
                "192.0.2.8",
                "8.8.8.8",
                "::2",
                "2001:db8::1"
            })
    void aCertificateForAnyOtherNameIsRefused(String name) throws Exception {
        Certified certified = authority.issue(HostNames.of(List.of(name)), now, RANDOM);
        assertThrows(CertPathValidatorException.class, () -> java(certified));
        OpenSsl.Ended verified = openssl(certified);
        assertTrue(verified.code() != 0 && verified.text().contains("permitted subtree violation"), verified.text());
    }

    @Test
    void whatTheNamesAllowIsWrittenCriticallyIntoBothCertificates() {
        assertTrue(authority.root().getCriticalExtensionOIDs().contains("2.5.29.30"));
        assertTrue(authority.issuing().getCriticalExtensionOIDs().contains("2.5.29.30"));
        assertEquals(1, authority.root().getBasicConstraints());
        assertEquals(0, authority.issuing().getBasicConstraints());
    }

    @Test
    void theKeyThatIsKeptIsNotThatOfTheRoot() throws PemException {
        String kept = authority.secretPem();
        assertEquals(
                1,
                Pem.read(kept).stream()
                        .filter(block -> block.label().equals(Pem.KEY))
                        .count());
        assertThrows(PemException.class, () -> Certified.read(Certified.pem(authority.root()), kept));
        LocalAuthority again = LocalAuthority.read(kept);
        assertEquals(authority.root(), again.root());
        assertArrayEquals(authority.key().getEncoded(), again.key().getEncoded());
    }

    @Test
    void anAuthorityWithBrokenPartsIsRefused() {
        String kept = authority.secretPem();
        LocalAuthority other = LocalAuthority.create(names, now, RANDOM);
        for (String broken : List.of(
                "",
                Certified.pem(authority.root()),
                kept.replace("BEGIN PRIVATE", "BEGIN SOME"),
                Certified.pem(authority.root()) + other.secretPem())) {
            assertThrows(PemException.class, () -> LocalAuthority.read(broken));
        }
    }

    @Test
    void aCertificateIsDueWhenAThirdOfItsTimeIsLeft() {
        Certified certified = authority.issue(names, now, RANDOM);
        assertFalse(LocalAuthority.isDue(certified, now.plus(Duration.ofDays(19))));
        assertTrue(LocalAuthority.isDue(certified, now.plus(Duration.ofDays(20))));
        assertFalse(authority.isOver(now.plus(Duration.ofDays(3600))));
        assertTrue(authority.isOver(now.plus(Duration.ofDays(3630))));
    }

    @Test
    void aCertificateIsForServersAlone() throws Exception {
        Certified certified = authority.issue(HostNames.LOOPBACK, now, RANDOM);
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certified.certificate().getExtendedKeyUsage());
        OpenSsl.Ended asClient = verify(certified, "sslclient");
        assertTrue(asClient.code() != 0, asClient.text());
    }

    private void java(Certified certified) throws GeneralSecurityException {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(certified.chain());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.root(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private OpenSsl.Ended openssl(Certified certified) throws IOException, InterruptedException {
        return verify(certified, "sslserver");
    }

    /** Strictly, as Python 3.13 verifies. */
    private OpenSsl.Ended verify(Certified certified, String purpose) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("root.pem"), Certified.pem(authority.root()));
        Files.writeString(
                folder.resolve("issuing.pem"), Certified.pem(certified.chain().getLast()));
        Files.writeString(folder.resolve("server.pem"), Certified.pem(certified.certificate()));
        return OpenSsl.run(
                folder,
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-purpose",
                purpose,
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                "server.pem");
    }
}
