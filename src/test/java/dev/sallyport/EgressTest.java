package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.practice.tls.ClientAuth;
import dev.sallyport.practice.tls.TlsSettings;
import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway reaches remote servers: over TLS to who they should be, and through an egress proxy. */
final class EgressTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    @TempDir
    private static Path stores;

    private final AtomicInteger asked = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Names of servers whose certificates one authority signed, and one that nobody did. */
    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool("authority", "-ext", "bc:c", "-validity", "2");
        keytool("good", "-signer", "authority", "-ext", "san=dns:localhost", "-validity", "2");
        keytool("expired", "-signer", "authority", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "5");
        keytool("other", "-signer", "authority", "-ext", "san=dns:other.example", "-validity", "2");
        keytool("stranger", "-ext", "san=dns:localhost", "-validity", "2");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", keys().getCertificate("authority"));
        try (OutputStream out = Files.newOutputStream(stores.resolve("trusted"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        System.setProperty(TRUST_STORE, stores.resolve("trusted").toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    @AfterAll
    static void forgetCertificates() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private static void keytool(String name, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storepass",
                PASSWORD,
                "-keystore",
                stores.resolve("keys").toString()));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
    }

    private static KeyStore keys() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(stores.resolve("keys"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** The key of {@code name} alone. */
    private static KeyStore key(String name) throws Exception {
        KeyStore alone = KeyStore.getInstance("PKCS12");
        alone.load(null, null);
        char[] password = PASSWORD.toCharArray();
        alone.setKeyEntry(name, keys().getKey(name, password), password, keys().getCertificateChain(name));
        return alone;
    }

    @Test
    void aServerThatProvesItsNameIsCalled() throws Exception {
        assertTrue(call("https://localhost:" + https("good"), Optional.empty()).contains("protocolVersion"));
        assertEquals(1, asked.get());
    }

    @Test
    void aServerThatDoesNotProveItsNameHearsNothing() throws Exception {
        for (String name : List.of("expired", "other", "stranger")) {
            String answer = call("https://localhost:" + https(name), Optional.empty());
            assertTrue(answer.contains("upstream.tls"), name + ": " + answer);
        }
        // the certificate is for the name, and not for the address
        String answer = call("https://127.0.0.1:" + https("good"), Optional.empty());
        assertTrue(answer.contains("upstream.tls"), answer);
        assertEquals(0, asked.get());
    }

    @Test
    void aServerThatSpeaksNoTlsIsToldFromOneThatIsNotThere() throws Exception {
        String plain = call("https://localhost:" + http(), Optional.empty());
        assertTrue(plain.contains("upstream.tls"), plain);
        assertEquals(0, asked.get());
        String absent = call("https://localhost:" + freePort(), Optional.empty());
        assertTrue(absent.contains("upstream.unreachable"), absent);
    }

    @Test
    void theProxyTunnelsToBothKindsOfServers() throws Exception {
        ConnectProxy proxy = proxy("200 OK");
        int plain = http();
        int secure = https("good");
        assertTrue(call("http://localhost:" + plain, address(proxy)).contains("protocolVersion"));
        assertTrue(call("https://localhost:" + secure, address(proxy)).contains("protocolVersion"));
        assertEquals(2, asked.get());
        assertEquals(2, proxy.heads().size());
        // the name is the proxy's to resolve, and no credential of a server is shown to it
        assertTrue(proxy.heads().getFirst().startsWith("CONNECT localhost:" + plain + " HTTP/1.1\r\n"));
        assertTrue(proxy.heads().getLast().startsWith("CONNECT localhost:" + secure + " HTTP/1.1\r\n"));
        proxy.heads().forEach(head -> assertFalse(head.toLowerCase(Locale.ROOT).contains("authorization")));
    }

    @Test
    void behindTheProxyAServerMustProveItsNameToo() throws Exception {
        String answer = call("https://localhost:" + https("stranger"), address(proxy("200 OK")));
        assertTrue(answer.contains("upstream.tls"), answer);
        assertEquals(0, asked.get());
    }

    @Test
    void aProxyThatRefusesOrIsNotThereIsNamedAndNeverGoneAround() throws Exception {
        int server = http();
        for (Optional<URI> proxy : List.of(
                address(proxy("403 Forbidden")),
                address(proxy("407 Proxy Authentication Required")),
                Optional.of(URI.create("http://127.0.0.1:" + freePort())))) {
            String answer = call("http://localhost:" + server, proxy);
            assertTrue(answer.contains("upstream.unreachable"), answer);
            assertTrue(answer.contains("the egress proxy gave no connection to the server"), answer);
        }
        assertEquals(0, asked.get());
    }

    private ConnectProxy proxy(String answer) throws IOException {
        ConnectProxy proxy = new ConnectProxy(answer);
        open.add(proxy);
        return proxy;
    }

    private static Optional<URI> address(ConnectProxy proxy) {
        return Optional.of(URI.create("http://127.0.0.1:" + proxy.port()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int http() throws IOException {
        return serve(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private int https(String name) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key(name), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return serve(server);
    }

    private int serve(HttpServer server) {
        server.createContext("/", this::answer);
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = request.replaceAll(".*\"id\":([0-9]+).*", "$1");
        byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What a client hears that begins a session with the server at {@code url}. */
    private static String call(String url, Optional<URI> proxy) throws IOException, InterruptedException {
        Settings usual = Settings.DEFAULT;
        Settings settings = new Settings(
                new HostPort("127.0.0.1", 0),
                usual.observabilityListen(),
                usual.publicUrl(),
                usual.trustedProxies(),
                usual.origins(),
                proxy,
                Map.of("remote", new RemoteServer(URI.create(url + "/mcp"))),
                usual.profiles(),
                usual.search(),
                usual.identity(),
                usual.access(),
                usual.scope(),
                usual.ratelimit(),
                usual.store(),
                usual.limits(),
                usual.token(),
                new TlsSettings(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        TlsVersion.TLS_1_3,
                        Optional.empty(),
                        ClientAuth.NEED,
                        true),
                usual.session(),
                usual.validation(),
                usual.audit(),
                usual.sinks(),
                usual.telemetry());
        try (Gateway gateway = new Gateway(new Gateway.Start(
                        "test", settings, "token", Gateway.unrecorded(), true, Clock.systemUTC(), Map.of()));
                HttpListener listener = gateway.listen("remote", Optional.empty());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/mcp"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer token")
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(
                            HttpRequest.BodyPublishers.ofString(
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                                            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
