package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Trust;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS towards remote servers: own authorities, certificates of ours, pins. */
final class UpstreamTlsPathTest {
    @TempDir
    private Path folder;

    private TestPki pki;

    @BeforeEach
    void makeCertificates() throws Exception {
        pki = new TestPki(folder)
                .authority("servers")
                .authority("others")
                .signed("server", "servers", "DNS:localhost", 20)
                .signed("elsewhere", "servers", "DNS:elsewhere.example", 20)
                .signed("late", "servers", "DNS:localhost", 0)
                .signed("us", "others", "DNS:us.example", 20);
    }

    private FakeUpstream server(String name, Optional<String> clients) throws Exception {
        Path trusted = pki.certificate(clients.orElse("servers"));
        SSLServerSocket socket = (SSLServerSocket) Trust.of(trusted, Optional.of(pki.certified(name)))
                .getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(clients.isPresent());
        return new FakeUpstream(socket);
    }

    private String reason(FakeUpstream server, String host, String tls) throws Exception {
        String yaml =
                "servers: { up: { url: 'https://" + host + ":" + server.port() + "/mcp', tls: { " + tls + " } } }";
        try (GatewayFixture gateway = GatewayFixture.of(yaml)) {
            return gateway.ask(Mcp.modernCall("1", "x")).reason();
        }
    }

    private String ca(String name) {
        return "ca: " + pki.certificate(name);
    }

    private String pin(String name) throws Exception {
        return "pin: [" + Certified.pin(pki.certified(name).certificate()) + "]";
    }

    @Test
    void theServerOfTheSettingsIsCalled() throws Exception {
        try (FakeUpstream server = server("server", Optional.empty())) {
            assertEquals("", reason(server, "localhost", ca("servers")));
            assertEquals("", reason(server, "localhost", ca("servers") + ", version-min: 1.3"));
            assertEquals("", reason(server, "localhost", ca("servers") + ", " + pin("server")));
        }
    }

    @Test
    void aServerThatIsNotTheOneInTheSettingsHearsNothing() throws Exception {
        try (FakeUpstream server = server("server", Optional.empty());
                FakeUpstream elsewhere = server("elsewhere", Optional.empty());
                FakeUpstream late = server("late", Optional.empty())) {
            assertEquals("upstream.tls", reason(server, "localhost", ca("others")));
            assertEquals("upstream.tls", reason(server, "localhost", "version-min: 1.2"));
            assertEquals("upstream.tls", reason(server, "127.0.0.1", ca("servers")));
            assertEquals("upstream.tls", reason(server, "localhost", ca("servers") + ", " + pin("us")));
            // the key of the authority is public too, and no pin of the server
            assertEquals("upstream.tls", reason(server, "localhost", ca("servers") + ", " + pin("servers")));
            assertEquals("upstream.tls", reason(elsewhere, "localhost", ca("servers")));
            assertEquals("upstream.tls", reason(late, "localhost", ca("servers")));
            for (FakeUpstream each : List.of(server, elsewhere, late)) {
                assertEquals(List.of(), each.received());
            }
        }
    }

    @Test
    void aServerThatAsksForACertificateIsShownTheOneOfItsSettings() throws Exception {
        String ours = ", certificate: " + pki.certificate("us") + ", key: " + pki.key("us");
        try (FakeUpstream server = server("server", Optional.of("others"))) {
            assertTrue(!reason(server, "localhost", ca("servers")).isEmpty());
            assertEquals(List.of(), server.received());
            assertEquals("", reason(server, "localhost", ca("servers") + ours));
        }
    }

    /** With TLS 1.3 the client is done with its handshake before the server has judged it. */
    @Test
    void aServerThatRefusesTheClientAfterItsHandshakeIsAFailureOfTls() throws Exception {
        SSLContext context = Trust.of(pki.certificate("others"), Optional.of(pki.certified("server")));
        try (SSLServerSocket refusing = (SSLServerSocket)
                        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                GatewayFixture gateway = GatewayFixture.of("servers: { up: { url: 'https://localhost:"
                        + refusing.getLocalPort() + "/mcp', tls: { " + ca("servers") + " } } }")) {
            refusing.setNeedClientAuth(true);
            Thread.ofVirtual().start(() -> refuse(refusing));
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            assertEquals("upstream.tls", answer.reason(), answer.text());
            assertTrue(answer.text().contains("it may demand a certificate of this gateway"), answer.text());
        }
    }

    private static void refuse(SSLServerSocket refusing) {
        while (!refusing.isClosed()) {
            try (SSLSocket client = (SSLSocket) refusing.accept()) {
                try {
                    client.startHandshake();
                } catch (IOException _) {
                    // what the client has sent meanwhile is read, or the alert would be lost with the connection
                    Thread.sleep(500);
                }
            } catch (IOException | InterruptedException _) {
                return;
            }
        }
    }

    @Test
    void filesThatCannotBeReadFailTheCallAndAreLookedAtAgain() throws Exception {
        Path later = folder.resolve("later.crt");
        try (FakeUpstream server = server("server", Optional.empty());
                GatewayFixture gateway = GatewayFixture.of("servers: { up: { url: 'https://localhost:" + server.port()
                        + "/mcp', tls: { ca: " + later + " } } }")) {
            assertEquals("upstream.tls", gateway.ask(Mcp.modernCall("1", "x")).reason());
            Files.copy(pki.certificate("servers"), later, StandardCopyOption.REPLACE_EXISTING);
            Await.until("it is called", () -> {
                try {
                    return gateway.ask(Mcp.modernCall("1", "x")).reason().isEmpty();
                } catch (java.io.IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
        }
    }
}
