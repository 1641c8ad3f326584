package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Trust;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.OpenSsl;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.transport.tls.Handshakes.End;
import dev.sallyport.transport.tls.ServerTls;
import dev.sallyport.transport.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates of clients: who is let in with which, and what the exchange then knows of it. */
final class ClientCertificatePathTest {
    @TempDir
    private Path folder;

    private TestPki pki;

    @BeforeEach
    void makeCertificates() throws Exception {
        pki = new TestPki(folder)
                .authority("clients")
                .authority("strangers")
                .signed("alice", "clients", "URI:spiffe://example.com/alice", 20)
                .signed("eve", "strangers", "URI:spiffe://example.com/alice", 20)
                .signed("late", "clients", "URI:spiffe://example.com/late", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, true, false", "BORINGSSL, true, true", "BORINGSSL, false, true",
        "JSSE, true, false", "JSSE, true, true", "JSSE, false, true"
    })
    void aGoodCertificateIsAFactOfTheExchange(TlsLibrary library, boolean needed, boolean tls12) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, rules(needed, tls12));
                RawClient client = gateway.client(Trust.of(gateway.ca(), Optional.of(pki.certified("alice"))))) {
            assertEquals(200, client.ask(Mcp.modernCall("1", "x")).status());
            assertEquals(200, client.ask(Mcp.modernCall("2", "x")).status());
            Await.until("both ended", () -> gateway.recorder.ended().size() == 2);
            for (var exchange : gateway.recorder.ended()) {
                assertEquals(
                        Optional.of(pki.certified("alice").certificate()),
                        exchange.envelope().certificate());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, true, none",
        "BORINGSSL, true, eve",
        "BORINGSSL, true, late",
        "BORINGSSL, false, eve",
        "BORINGSSL, false, late",
        "JSSE, true, none",
        "JSSE, true, eve",
        "JSSE, true, late",
        "JSSE, false, eve",
        "JSSE, false, late"
    })
    void whoShowsNoGoodCertificateIsNotLetIn(TlsLibrary library, boolean needed, String name) throws Exception {
        Optional<Certified> shown = name.equals("none") ? Optional.empty() : Optional.of(pki.certified(name));
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, rules(needed, false))) {
            assertThrows(IOException.class, () -> {
                try (RawClient client = gateway.client(Trust.of(gateway.ca(), shown))) {
                    client.ask(Mcp.modernCall("1", "x"));
                }
            });
            Await.until("it failed", () -> gateway.listener().handshakes().count(End.FAILED) == 1);
            assertEquals(0, gateway.listener().handshakes().count(End.DONE));
            assertEquals(List.of(), gateway.recorder.ended());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void whereOneIsWantedItMayBeLeftOut(TlsLibrary library) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, rules(false, false))) {
            assertEquals(200, gateway.ask(Mcp.modernCall("1", "x")).status());
            Await.until("it ended", () -> gateway.recorder.ended().size() == 1);
            assertEquals(
                    Optional.empty(),
                    gateway.recorder.ended().getFirst().envelope().certificate());
        }
    }

    /** Source: RFC 9440; identity checklist of RFC 8705, the certificate of a proxy that nobody trusts. */
    @Test
    void aCertificateInAHeaderIsNoneAndGoesNowhere() throws Exception {
        String[] forged = {
            "Client-Cert: :MIIB:", "Client-Cert-Chain: :MIIB:", "X-Forwarded-Client-Cert: Hash=1;Subject=alice",
            "X-SSL-Client-Cert: MIIB", "X-Client-Cert: MIIB", "SSL-CLIENT-CERT: MIIB"
        };
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, rules(false, false))) {
            assertEquals(200, gateway.ask(Mcp.modernCall("1", "x", forged)).status());
            Await.until("it ended", () -> gateway.recorder.ended().size() == 1);
            assertEquals(
                    Optional.empty(),
                    gateway.recorder.ended().getFirst().envelope().certificate());
            assertTrue(upstream.received().size() > 0);
            upstream.received()
                    .forEach(request -> assertFalse(
                            request.head()
                                    .text()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .contains("client-cert"),
                            request.head().text()));
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void aSessionThatIsResumedHasTheCertificateThatItBeganWith(String version) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, rules(true, true))) {
            assertTrue(speak(gateway, version, "-cert", "alice.crt", "-key", "alice.key", "-sess_out", "t")
                    .contains("New, TLSv1."));
            String again = speak(gateway, version, "-sess_in", "t");
            assertTrue(again.contains("Reused, TLSv1."), again);
            Await.until("both ended", () -> gateway.recorder.ended().size() == 2);
            assertEquals(
                    Optional.of(pki.certified("alice").certificate()),
                    gateway.recorder.ended().getLast().envelope().certificate());
            // other rules are another beginning
            gateway.tls.replace(new ServerTls.Shown(gateway.certified(), Optional.empty()), rules(true, true));
            String later = speak(gateway, version, "-sess_in", "t");
            assertFalse(later.contains("Reused, TLSv1."), later);
            assertEquals(2, gateway.recorder.ended().size());
        }
    }

    private String speak(TlsFixture gateway, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + gateway.port(),
                "-CAfile",
                gateway.ca().toString()));
        arguments.addAll(List.of(more));
        return OpenSsl.speak(folder, Mcp.modernCall("1", "x"), "\"x\"", arguments.toArray(String[]::new))
                .text();
    }

    private ServerTls.Rules rules(boolean needed, boolean tls12) throws Exception {
        return new ServerTls.Rules(tls12, PemFiles.certificates(pki.certificate("clients")), needed);
    }
}
