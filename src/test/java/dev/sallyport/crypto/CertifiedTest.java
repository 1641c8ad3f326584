package dev.sallyport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys of operators, as OpenSSL makes them. */
final class CertifiedTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ec,-pkeyopt,ec_paramgen_curve:P-256",
        "ec,-pkeyopt,ec_paramgen_curve:P-384",
        "rsa:2048,-batch,-batch",
        "ed25519,-batch,-batch"
    })
    void everyUsualKindOfKeyIsRead(String kind, String option, String value) throws Exception {
        make("a", kind, option, value);
        Certified certified = Certified.read(text("a.crt"), text("a.key"));
        assertEquals(
                "CN=a.example.com",
                certified.certificate().getSubjectX500Principal().getName());
        assertTrue(certified.ends().isAfter(Instant.now()));
    }

    @Test
    void whatIsWrongIsSaidWithTheWayToMendIt() throws Exception {
        make("a", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        make("b", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        make("r", "rsa:2048", "-batch", "-batch");
        openssl("pkcs8", "-topk8", "-in", "a.key", "-out", "locked.key", "-passout", "pass:secret");
        openssl("ec", "-in", "a.key", "-out", "old.key");
        assertProblem("the key is encrypted", "a.crt", "locked.key");
        assertProblem("`EC PRIVATE KEY`; turn it into PKCS#8", "a.crt", "old.key");
        assertProblem("not that of the first certificate", "a.crt", "b.key");
        assertProblem("another kind", "a.crt", "r.key");
        assertProblem("no key in PKCS#8", "a.crt", "a.crt");
        assertProblem("no certificate in PEM", "a.key", "a.key");
        Files.writeString(folder.resolve("cut.crt"), text("a.crt").replaceFirst("(?s)\n.{64}\n", "\n"));
        assertProblem("a certificate that cannot be read", "cut.crt", "a.key");
    }

    @Test
    void fingerprintsAndPinsAreThoseOfOpenSsl() throws Exception {
        make("a", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        X509Certificate certificate = Certified.certificates(text("a.crt")).getFirst();
        String printed = OpenSsl.run(folder, "x509", "-in", "a.crt", "-noout", "-fingerprint", "-sha256")
                .text();
        assertTrue(printed.strip().endsWith("=" + Certified.fingerprint(certificate)), printed);
        openssl("x509", "-in", "a.crt", "-noout", "-pubkey", "-out", "a.pub");
        openssl("pkey", "-pubin", "-in", "a.pub", "-outform", "DER", "-out", "a.der");
        openssl("dgst", "-sha256", "-binary", "-out", "a.sum", "a.der");
        String pin = OpenSsl.run(folder, "base64", "-in", "a.sum").text().strip();
        assertEquals("sha256/" + pin, Certified.pin(certificate));
    }

    @Test
    void aChainIsReadInItsOrder() throws Exception {
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        Certified issued = authority.issue(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        String chain = "a text before\n" + Certified.pem(issued.chain().getFirst()) + "\n"
                + Certified.pem(authority.issuing());
        String key = new Pem(Pem.KEY, issued.key().getEncoded()).text();
        assertEquals(
                issued.chain(), Certified.read(chain.replace("\n", "\r\n"), key).chain());
    }

    @Test
    void nothingPrintsAKey() {
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        Certified issued = authority.issue(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        String printed = authority + " " + issued + " " + Pem.read(authority.secretPem());
        assertTrue(printed.length() < 250, printed);
        assertEquals(
                List.of("Pem[CERTIFICATE]", "Pem[CERTIFICATE]", "Pem[PRIVATE KEY]"),
                Pem.read(authority.secretPem()).stream().map(Pem::toString).toList());
    }

    private void assertProblem(String expected, String chain, String key) throws IOException {
        String problem = String.valueOf(assertThrows(PemException.class, () -> Certified.read(text(chain), text(key)))
                .getMessage());
        assertTrue(problem.contains(expected), problem);
    }

    private void make(String name, String kind, String option, String value) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                kind,
                option,
                value,
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt",
                "-days",
                "30",
                "-subj",
                "/CN=" + name + ".example.com");
    }

    private void openssl(String... arguments) throws Exception {
        OpenSsl.Ended ended = OpenSsl.run(folder, arguments);
        assertEquals(0, ended.code(), ended.text());
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
