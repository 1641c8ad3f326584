package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Trust;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.practice.token.verify.IdentityWeb;
import dev.sallyport.transport.web.GuardedWeb;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issuers whose certificates an authority of a company has signed. */
final class IssuerTlsPathTest {
    @TempDir
    private Path folder;

    private TestPki pki;
    private IssuerFixture idp;

    @BeforeEach
    void start() throws Exception {
        pki = new TestPki(folder)
                .authority("company")
                .authority("others")
                .signed("idp", "company", "DNS:localhost", 20)
                .signed("elsewhere", "company", "DNS:elsewhere.example", 20);
        idp = shows("idp");
    }

    @AfterEach
    void stop() {
        idp.close();
    }

    private IssuerFixture shows(String name) throws Exception {
        return IssuerFixture.secure(Trust.of(pki.certificate("company"), Optional.of(pki.certified(name))));
    }

    private String reason(String tls) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(
                        upstream,
                        "identity: { issuers: [ { url: '" + idp.issuer.name + "', profile: generic" + tls + " } ] }")) {
            String token = idp.token("http://127.0.0.1:" + gateway.port() + "/mcp/up");
            return gateway.ask(Mcp.modernCall("1", "x", "Authorization: Bearer " + token))
                    .reason();
        }
    }

    private String ca(String name) {
        return ", tls: { ca: " + pki.certificate(name) + " }";
    }

    @Test
    void theAuthorityOfTheSettingsVouchesForIt() throws Exception {
        assertEquals("", reason(ca("company")));
        assertEquals(2, idp.asked.size(), "metadata and keys");
    }

    @Test
    void nobodyElseDoes() throws Exception {
        assertEquals("token.unavailable", reason(""));
        assertEquals("token.unavailable", reason(ca("others")));
        assertEquals("token.unavailable", reason(", tls: { ca: " + folder.resolve("absent.pem") + " }"));
        idp.close();
        idp = shows("elsewhere");
        assertEquals("token.unavailable", reason(ca("company")), "the name is that of another");
        assertEquals(List.of(), idp.asked);
    }

    @Test
    void itVouchesForThatIssuerAloneAndAnErrorNamesTheFile() throws Exception {
        URI own = idp.issuer.url();
        URI keys = URI.create(idp.issuer.keysPlace());
        URI other = URI.create("https://localhost:1/idp");
        try (GuardedWeb web = new GuardedWeb(Optional.empty())) {
            web.trust(Map.of(own, pki.certificate("company"), other, pki.certificate("others")));
            assertEquals(200, web.get(keys, own).status());
            said(web, keys, URI.create("https://localhost:2/idp"), "goes into `tls.ca` of the issuer");
            said(web, keys, other, pki.certificate("others").toString());
            Path absent = folder.resolve("absent.pem");
            web.trust(Map.of(own, absent));
            said(web, keys, own, absent + " does not exist");
            Files.writeString(absent, "nothing");
            said(web, keys, own, absent.toString());
            Files.copy(pki.certificate("company"), absent, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(200, web.get(keys, own).status(), "a file that was mended is read again");
            Files.copy(pki.certificate("others"), absent, StandardCopyOption.REPLACE_EXISTING);
            said(web, keys, own, absent.toString());
            web.trust(Map.of());
            assertThrows(IOException.class, () -> web.get(keys, own));
        }
    }

    private static void said(IdentityWeb web, URI url, URI trusted, String part) {
        String message = String.valueOf(
                assertThrows(IOException.class, () -> web.get(url, trusted)).getMessage());
        assertTrue(message.contains(part), message);
    }
}
