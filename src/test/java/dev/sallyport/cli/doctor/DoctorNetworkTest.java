package dev.sallyport.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.practice.token.verify.FakeIssuer;
import dev.sallyport.practice.token.verify.IdentityWeb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identity providers and MCP servers on real sockets, each wrong in its own way, are found by their codes. */
final class DoctorNetworkTest {
    @TempDir
    private Path folder;

    private final HttpServer server = start();

    private static HttpServer start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.start();
            return started;
        } catch (IOException cannot) {
            throw new AssertionError(cannot);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private List<Code> codes(Group group, String settings) throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), "listen: 127.0.0.1:0\n" + settings);
        Report report = DoctorCommand.examine(folder.resolve("h"), Optional.of(file), "1");
        List<Code> codes = report.findings().stream()
                .map(Finding::code)
                .filter(code -> code.group() == group)
                .toList();
        assertTrue(!codes.isEmpty(), () -> String.join("\n", report.lines()));
        return codes;
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private List<Code> issuer(String path) throws Exception {
        return codes(Group.ISSUERS, "identity: { issuers: [ { url: '" + url(path) + "', profile: generic } ] }\n");
    }

    @Test
    void issuersAreAskedWhatTheyAreAndForTheirKeys() throws Exception {
        FakeIssuer sound = new FakeIssuer(url("/sound"));
        server.createContext("/sound", exchange -> {
            try (exchange) {
                URI asked = URI.create(url("/")).resolve(exchange.getRequestURI());
                IdentityWeb.Answer answer = sound.get(asked, asked);
                exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        });
        String place = "/.well-known/openid-configuration";
        answer("/other" + place, 200, "{\"issuer\":\"" + url("/another") + "\",\"jwks_uri\":\"" + url("/jwks") + "\"}");
        answer("/bare" + place, 200, "{\"issuer\":\"" + url("/bare") + "\",\"jwks_uri\":\"" + url("/jwks") + "\"}");
        answer("/jwks", 200, "{\"keys\":[]}");
        assertEquals(List.of(Code.ISSUER_SOUND), issuer("/sound"));
        assertEquals(List.of(Code.ISSUER_METADATA), issuer("/other"));
        assertEquals(List.of(Code.ISSUER_METADATA), issuer("/absent"));
        assertEquals(List.of(Code.ISSUER_KEYS), issuer("/bare"));
    }

    @Test
    void programsAndFoldersOfLocalServersAreLookedFor() throws Exception {
        assertEquals(List.of(Code.SERVER_SOUND), servers("command: [sh, -c, x]"));
        assertEquals(List.of(Code.SERVER_SOUND), servers("command: [/bin/sh]"));
        assertEquals(List.of(Code.SERVER_PROGRAM), servers("command: [no-such-program]"));
        assertEquals(List.of(Code.SERVER_PROGRAM), servers("command: [/no/such/program]"));
        Path plain = Files.writeString(folder.resolve("plain"), "");
        assertEquals(List.of(Code.SERVER_PROGRAM), servers("command: [" + plain + "]"));
        assertEquals(List.of(Code.SERVER_FOLDER), servers("command: [sh], cwd: /no/such/folder"));
    }

    private List<Code> servers(String server) throws Exception {
        return codes(Group.SERVERS, "servers: { s: { " + server + " } }\n");
    }

    @Test
    void remoteServersAreConnectedTo() throws Exception {
        assertEquals(List.of(Code.SERVER_SOUND), servers("url: '" + url("/mcp") + "'"));
        assertEquals(List.of(Code.SERVER_HOST), servers("url: 'https://no-such-host.invalid/mcp'"));
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertEquals(List.of(Code.SERVER_UNREACHABLE), servers("url: 'http://127.0.0.1:" + free + "/mcp'"));
        String plainPort = url("/mcp").replace("http:", "https:");
        assertEquals(List.of(Code.SERVER_TLS), servers("url: '" + plainPort + "'"));
    }

    @Test
    void certificatesOfRemoteServersAreVerified() throws Exception {
        TestPki pki = new TestPki(folder)
                .authority("company")
                .authority("stranger")
                .signed("good", "company", "IP:127.0.0.1", 90)
                .signed("soon", "company", "IP:127.0.0.1", 3)
                .signed("over", "company", "IP:127.0.0.1", -1)
                .signed("other", "company", "DNS:other.example.com", 90);
        assertEquals(List.of(Code.SERVER_SOUND), shown(pki, "good", "company"));
        assertEquals(List.of(Code.SERVER_TLS), shown(pki, "good", "stranger"));
        assertEquals(List.of(Code.SERVER_CERTIFICATE_ENDS), shown(pki, "soon", "company"));
        assertEquals(List.of(Code.SERVER_TLS), shown(pki, "over", "company"));
        assertEquals(List.of(Code.SERVER_TLS), shown(pki, "other", "company"));
    }

    private List<Code> shown(TestPki pki, String certificate, String ca) throws Exception {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(shows(pki.certified(certificate))));
        secure.start();
        try {
            return servers("url: 'https://127.0.0.1:" + secure.getAddress().getPort() + "/mcp', tls: { ca: "
                    + pki.certificate(ca) + " }");
        } finally {
            secure.stop(0);
        }
    }

    private static SSLContext shows(Certified own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return context;
    }

    @Test
    void throughAnEgressProxyNamesAreTheProxysToResolve() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        String settings = "egress-proxy: http://127.0.0.1:" + free
                + "\nservers: { s: { url: 'https://no-such-host.invalid/mcp' } }\n";
        assertEquals(List.of(Code.SERVER_UNREACHABLE), codes(Group.SERVERS, settings));
    }
}
