package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Gateway;
import dev.sallyport.ListenerTls;
import dev.sallyport.Trust;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the listener's certificate are replaced under load, in one step and in many, as an operator's tools do it. */
final class CertificateReloadPathTest {
    private static final int ROUNDS = 6;
    private static final int LOOK_MILLIS = 200;
    private static final String NAME = "gw.example.com";

    @TempDir
    private Path folder;

    private TestPki pki;
    private SSLContext trust;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    @BeforeEach
    void makeCertificates() throws Exception {
        pki = new TestPki(folder).authority("company");
        for (int i = 0; i <= ROUNDS; i++) {
            pki.signed("c" + i, "company", "DNS:" + NAME, 90);
        }
        trust = Trust.of(pki.certificate("company"));
        for (Path file : List.of(certificate(), key())) {
            Path from = file.equals(key()) ? pki.key("c0") : pki.certificate("c0");
            Files.copy(from, file, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Path certificate() {
        return folder.resolve("gateway.pem");
    }

    private Path key() {
        return folder.resolve("gateway-key.pem");
    }

    @Test
    void filesThatAreReplacedUnderLoadFailNoRequest() throws Exception {
        BlockingQueue<String> cue = new LinkedBlockingQueue<>();
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.on("prompts/get", (request, wire) -> {
                wire.stream();
                for (String said = cue.take(); !said.isEmpty(); said = cue.take()) {
                    wire.event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":" + said + "}"));
                }
                wire.event(Mcp.result(request.id(), "{\"messages\":[]}")).end();
            });
            Settings settings = GatewayFixture.secure("servers: { up: { url: '" + upstream.url()
                    + "' } }\ntls: { certificate: " + certificate() + ", key: " + key() + " }\n");
            LocalAuthority home = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
            MemoryRecorder recorder = new MemoryRecorder();
            recorder.forgetful();
            try (ListenerTls tls = new ListenerTls(settings.tls(), home, HostNames.LOOPBACK, Clock.systemUTC());
                    Gateway gateway = new Gateway(
                            new Gateway.Start("t", settings, Mcp.TOKEN, recorder, true, Clock.systemUTC(), Map.of()));
                    HttpListener listener = gateway.listen("", Optional.of(tls.tls()));
                    RawClient stream = client(listener)) {
                run(() -> {
                    tls.look();
                    Thread.sleep(LOOK_MILLIS);
                });
                load(listener);
                stream.send(Mcp.modern(
                        "/mcp/up",
                        "prompts/get",
                        "p",
                        Mcp.request("9", "prompts/get", Mcp.modernParams("\"name\":\"p\""))));
                assertEquals("text/event-stream", stream.head().value("Content-Type"));
                for (int round = 1; round <= ROUNDS; round++) {
                    replace(round);
                    String due = "CN=c" + round;
                    Await.until(due + " is shown", () -> shown.contains(due) || !failures.isEmpty());
                    cue.add(String.valueOf(round));
                    assertEquals(
                            round, stream.message().path("params").path("data").asInt());
                }
                cue.add("");
                assertEquals(9, stream.message().path("id").asInt());
                over.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        } finally {
            over.set(true);
        }
        assertEquals(List.of(), List.copyOf(failures));
        assertTrue(answered.get() > ROUNDS * 20, "only " + answered);
    }

    /** Clients that keep their connection, and clients that make a new one for each request. */
    private void load(HttpListener listener) throws IOException {
        for (int i = 0; i < 2; i++) {
            RawClient kept = client(listener);
            run(() -> ask(kept));
            run(() -> {
                try (RawClient fresh = client(listener)) {
                    ask(fresh);
                }
            });
        }
    }

    private void ask(RawClient client) throws Exception {
        assertEquals("l", OutcomePathTest.text(client.ask(Mcp.modernCall("1", "l"))));
        answered.incrementAndGet();
        Thread.sleep(5);
    }

    private void run(Step step) {
        threads.add(Thread.ofPlatform().start(() -> {
            while (!over.get() && failures.isEmpty()) {
                try {
                    step.run();
                } catch (Exception | AssertionError broken) {
                    failures.add(broken.toString());
                }
            }
        }));
    }

    private RawClient client(HttpListener listener) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", listener.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(NAME)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        shown.add(certificate.getSubjectX500Principal().getName());
        return new RawClient(socket);
    }

    /** By turns: in one step; over the old files, in pieces, the certificate before its key; not to be read for a while. */
    private void replace(int round) throws Exception {
        Path certificate = pki.certificate("c" + round);
        Path key = pki.key("c" + round);
        switch (round % 3) {
            case 0 -> {
                Files.move(key, key(), StandardCopyOption.ATOMIC_MOVE);
                Files.move(certificate, certificate(), StandardCopyOption.ATOMIC_MOVE);
            }
            case 1 -> {
                inPieces(certificate, certificate());
                inPieces(key, key());
            }
            default -> {
                Files.writeString(certificate(), "");
                Thread.sleep(3 * LOOK_MILLIS);
                inPieces(key, key());
                inPieces(certificate, certificate());
            }
        }
    }

    private static void inPieces(Path from, Path to) throws Exception {
        byte[] whole = Files.readAllBytes(from);
        try (var out = Files.newOutputStream(to)) {
            int piece = whole.length / 4 + 1;
            for (int at = 0; at < whole.length; at += piece) {
                out.write(Arrays.copyOfRange(whole, at, Math.min(whole.length, at + piece)));
                Thread.sleep(60);
            }
        }
    }
}
