package dev.sallyport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which hosts a certificate is, as clients judge it. */
final class CertificateNamesTest {
    @TempDir
    private Path folder;

    @Test
    void aHostIsCoveredByItsNameItsAddressAndAWildcardForOneLabel() throws Exception {
        var certificate = new TestPki(folder)
                .authority("company")
                .signed("gw", "company", "DNS:gw.example.net,DNS:*.example.com,IP:192.0.2.7,IP:::1", 9)
                .certified("gw")
                .certificate();
        Map<String, Boolean> covered = Map.ofEntries(
                Map.entry("gw.example.net", true),
                Map.entry("GW.Example.NET", true),
                Map.entry("other.example.net", false),
                Map.entry("a.example.com", true),
                Map.entry("a.b.example.com", false),
                Map.entry("example.com", false),
                Map.entry("192.0.2.7", true),
                Map.entry("192.0.2.8", false),
                Map.entry("::1", true),
                Map.entry("0:0:0:0:0:0:0:1", true),
                Map.entry("gw", false));
        covered.forEach((host, is) -> assertEquals(is, CertificateNames.cover(certificate, host), host));
    }
}
