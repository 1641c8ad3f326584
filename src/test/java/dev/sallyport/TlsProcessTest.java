package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.OpenSsl;
import dev.sallyport.crypto.TestPki;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the whole program: from its first start, with own certificates, and without native libraries. */
final class TlsProcessTest {
    @TempDir
    private Path folder;

    @Test
    void theWholeProgramWorksWithoutNativeLibraries() throws Exception {
        Path home = folder.resolve("home");
        List<String> without = List.of("-Dsallyport.natives=off");
        try (SallyportProcess gateway = SallyportProcess.gatewayWith(without, folder, home, "")) {
            gateway.initialize();
            HttpResponse<String> answer = gateway.http().send(gateway.sleep(1), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("TLSv1.3", answer.sslSession().orElseThrow().getProtocol());
            String maps = Files.readString(Path.of("/proc/" + gateway.process().pid() + "/maps"));
            assertTrue(!maps.contains("netty"), "a native library of Netty is there");
            SallyportProcess.Ended status =
                    SallyportProcess.runWith(folder, without, "status", "--home", home.toString());
            assertTrue(status.out().contains("https://127.0.0.1:"), status.out() + status.err());
        }
    }

    @Test
    void ownCertificatesAreServedAndReloaded() throws Exception {
        TestPki pki = new TestPki(folder)
                .authority("company")
                .signed("one", "company", "DNS:gw.example.com", 90)
                .signed("two", "company", "DNS:gw.example.com", 90);
        Path home = folder.resolve("home");
        String settings = "tls:\n  certificate: " + pki.certificate("one") + "\n  key: " + pki.key("one") + "\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
            URI endpoint = URI.create(gateway.ready().path("endpoint").asString());
            assertTrue(shown(endpoint).contains("CN = one"));
            Files.copy(
                    pki.key("two"),
                    pki.key("one"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(pki.certificate("two"), pki.certificate("one"), StandardCopyOption.REPLACE_EXISTING);
            SallyportProcess.Ended reload = SallyportProcess.here("reload", "--home", home.toString());
            assertEquals(0, reload.code(), reload.err());
            assertTrue(shown(endpoint).contains("CN = two"));
            Files.writeString(pki.certificate("one"), "broken");
            SallyportProcess.Ended broken = SallyportProcess.here("reload", "--home", home.toString());
            assertTrue(broken.out().contains("the certificates before stay in force"), broken.out() + broken.err());
            SallyportProcess.Ended status = SallyportProcess.here("status", "--home", home.toString());
            assertTrue(status.out().contains("problem  TLS: the certificates before stay in force"), status.out());
            assertTrue(shown(endpoint).contains("CN = two"));
            gateway.initialize();
        }
    }

    private String shown(URI endpoint) throws Exception {
        return OpenSsl.run(
                        folder,
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + endpoint.getPort(),
                        "-servername",
                        "gw.example.com",
                        "-CAfile",
                        "company.crt",
                        "-verify_return_error")
                .text();
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedAtStart() throws Exception {
        TestPki pki = new TestPki(folder).authority("company");
        Files.setPosixFilePermissions(
                pki.key("company"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Path file = Files.writeString(
                folder.resolve("s.yaml"),
                "listen: 127.0.0.1:0\ntls: { certificate: " + pki.certificate("company") + ", key: "
                        + pki.key("company") + " }\nservers: {}\n");
        SallyportProcess.Ended ended = SallyportProcess.run(
                folder,
                "run",
                "-c",
                file.toString(),
                "--home",
                folder.resolve("h").toString());
        assertEquals(2, ended.code(), ended.err());
        assertTrue(ended.err().contains("is open to other users; run: chmod 600"), ended.err());
    }
}
