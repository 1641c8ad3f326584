package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.OpenSsl;
import dev.sallyport.transport.tls.Handshakes.End;
import dev.sallyport.transport.tls.ServerTls;
import dev.sallyport.transport.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The path over TLS, with either library: who is let in, with what, and that nothing else of the path changes. */
final class TlsPathTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void callsSessionsAndStreamsGoThroughTls(TlsLibrary library) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, ServerTls.Rules.DEFAULT);
                RawClient client = gateway.client()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("t" + i, OutcomePathTest.text(client.ask(Mcp.modernCall(String.valueOf(i), "t" + i))));
            }
            String large = "x".repeat(300_000);
            assertEquals(large, OutcomePathTest.text(client.ask(Mcp.modernCall("9", large))));
            RawClient.Answer opened = client.ask(Mcp.post("/mcp/up", Mcp.initialize("\"i\"")));
            assertEquals(200, opened.status(), opened.text());
            assertTrue(!opened.head().value("Mcp-Session-Id").isEmpty());
            assertEquals(1, gateway.listener().handshakes().count(End.DONE));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aRefusalThatEndsTheConnectionIsReadWholeAndEndsCleanly(TlsLibrary library) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, ServerTls.Rules.DEFAULT);
                RawClient client = gateway.client()) {
            client.send(Mcp.post("/mcp/up", "x".repeat(100_000), "Authorization: Bearer wrong"));
            assertEquals(401, client.read().status());
            // a cut without close_notify would be an exception here
            assertEquals("", client.all());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, false, -tls1, false",
        "BORINGSSL, false, -tls1_1, false",
        "BORINGSSL, false, -tls1_2, false",
        "BORINGSSL, false, -tls1_3, true",
        "BORINGSSL, true, -tls1_1, false",
        "BORINGSSL, true, -tls1_2, true",
        "BORINGSSL, true, -tls1_3, true",
        "JSSE, false, -tls1, false",
        "JSSE, false, -tls1_1, false",
        "JSSE, false, -tls1_2, false",
        "JSSE, false, -tls1_3, true",
        "JSSE, true, -tls1_1, false",
        "JSSE, true, -tls1_2, true",
        "JSSE, true, -tls1_3, true"
    })
    void onlyTheVersionsThatAreAllowedAreSpoken(TlsLibrary library, boolean tls12, String version, boolean spoken)
            throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway =
                        TlsFixture.before(upstream, folder, library, new ServerTls.Rules(tls12, List.of(), false))) {
            // the lowest level of security of the client, so that it is the server that refuses
            OpenSsl.Ended ended = connect(gateway, version, "-cipher", "ALL:@SECLEVEL=0");
            assertEquals(
                    spoken, ended.text().contains("Verify return code: 0 (ok)") && ended.code() == 0, ended.text());
            assertTrue(!ended.text().contains("Compression: zlib"), ended.text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, AES128-GCM-SHA256",
        "BORINGSSL, AES256-SHA",
        "BORINGSSL, ECDHE-ECDSA-AES128-SHA256",
        "BORINGSSL, ECDHE-ECDSA-AES256-SHA",
        "BORINGSSL, NULL-SHA256",
        "BORINGSSL, DHE-RSA-AES128-GCM-SHA256",
        "JSSE, AES128-GCM-SHA256",
        "JSSE, ECDHE-ECDSA-AES128-SHA256",
        "JSSE, ECDHE-ECDSA-AES256-SHA"
    })
    void weakSuitesOfTls12AreRefused(TlsLibrary library, String suite) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway =
                        TlsFixture.before(upstream, folder, library, new ServerTls.Rules(true, List.of(), false))) {
            OpenSsl.Ended ended = connect(gateway, "-tls1_2", "-cipher", suite + ":@SECLEVEL=0");
            assertTrue(ended.code() != 0 && ended.text().contains("alert"), ended.text());
            OpenSsl.Ended good = connect(gateway, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256");
            assertEquals(0, good.code(), good.text());
        }
    }

    @Test
    void applicationProtocolIsThatOfHttp11() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT)) {
            String text = connect(gateway, "-alpn", "h2,http/1.1").text();
            assertTrue(text.contains("ALPN protocol: http/1.1"), text);
        }
    }

    /** The client here is BoringSSL too: neither OpenSSL 3.0 nor the JDK offers the hybrid. */
    @ParameterizedTest
    @CsvSource({"X25519MLKEM768, true", "X25519, true", "P-256, true", "P-384, true", "P-521, false"})
    void theGroupsAreTheHybridAndTheUsualOnes(String group, boolean agreed) throws Exception {
        assertEquals(TlsLibrary.BORINGSSL, TlsLibrary.USED, "this machine is one of those with BoringSSL");
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT)) {
            assertEquals(agreed, GroupClient.agrees(gateway.port(), gateway.ca(), group));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void whoSpeaksPlainHttpIsToldWhatToDo(TlsLibrary library) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, ServerTls.Rules.DEFAULT);
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.ask(Mcp.modernCall("1", "secret"));
            assertEquals(400, answer.status());
            assertEquals("this port speaks HTTPS: use https://127.0.0.1:" + gateway.port() + "/mcp\n", answer.text());
            assertTrue(client.isClosedWithin(4_000));
            assertEquals(1, gateway.listener().handshakes().count(End.PLAIN_HTTP));
            assertEquals(List.of(), gateway.recorder.ended());
        }
    }

    @Test
    void whatSpeaksNothingKnownIsClosed() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT)) {
            for (byte[] words : new byte[][] {{0, 1, 2}, {22, 3, 1, 0, 4, 9, 0, 0, 0}}) {
                try (RawClient client = new RawClient(gateway.port())) {
                    client.send(words);
                    assertTrue(client.isClosedWithin(5_000));
                }
            }
            Await.until("it", () -> gateway.listener().connectionCount() == 0);
            assertEquals(1, gateway.listener().handshakes().count(End.FOREIGN));
            assertEquals(0, gateway.listener().handshakes().count(End.DONE));
        }
    }

    @Test
    void connectionsThatShakeHandsCountAmongThoseThatMayBeOpen() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT);
                RawClient silent = new RawClient(gateway.port());
                RawClient begun = new RawClient(gateway.port())) {
            begun.send(new byte[] {22, 3, 1});
            Await.until("it", () -> gateway.listener().connectionCount() == 2);
            gateway.listener().drain(Duration.ofSeconds(20));
            assertTrue(silent.isClosedWithin(2_000));
            assertTrue(begun.isClosedWithin(2_000));
        }
    }

    /** Which certificate: none where the client does not trust the authority, and then nothing is sent. */
    @Test
    void aClientThatDoesNotTrustTheAuthoritySendsNothing() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT)) {
            assertThrows(SSLException.class, () -> gateway.client(SSLContext.getDefault()));
            Await.until("it", () -> gateway.listener().handshakes().count(End.FAILED) == 1);
            assertEquals(List.of(), gateway.recorder.ended());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aCertificateIsReplacedUnderLoadWithoutLosingARequest(TlsLibrary library) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, library, ServerTls.Rules.DEFAULT);
                RawClient stays = gateway.client()) {
            gateway.recorder.forgetful();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Throwable> failed = new CopyOnWriteArrayList<>();
            List<Thread> clients = new ArrayList<>();
            SSLContext trust = gateway.trust();
            for (int i = 0; i < 4; i++) {
                clients.add(Thread.ofPlatform().start(() -> {
                    while (!over.get() && failed.isEmpty()) {
                        try (RawClient fresh = gateway.client(trust)) {
                            for (int j = 0; j < 3; j++) {
                                assertEquals("l", OutcomePathTest.text(fresh.ask(Mcp.modernCall("1", "l"))));
                                answered.incrementAndGet();
                            }
                        } catch (Throwable broken) {
                            failed.add(broken);
                        }
                    }
                }));
            }
            String first = serial(gateway);
            for (int i = 0; i < 40; i++) {
                gateway.tls.replace(
                        new ServerTls.Shown(gateway.certified(), Optional.empty()), ServerTls.Rules.DEFAULT);
                assertEquals("s", OutcomePathTest.text(stays.ask(Mcp.modernCall("2", "s"))));
                Thread.sleep(25);
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertEquals(List.of(), failed);
            assertTrue(answered.get() > 20, "only " + answered);
            assertTrue(!first.equals(serial(gateway)));
        }
    }

    private static String serial(TlsFixture gateway) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) gateway.trust().getSocketFactory().createSocket("127.0.0.1", gateway.port())) {
            return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber()
                    .toString();
        }
    }

    @Test
    void aSessionIsResumedAndATicketOfAnotherCertificateIsNot() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                TlsFixture gateway = TlsFixture.before(upstream, folder, TlsLibrary.USED, ServerTls.Rules.DEFAULT)) {
            String ticket = folder.resolve("ticket").toString();
            assertTrue(ask(gateway, "-sess_out", ticket).contains("New, TLSv1.3"));
            String again = ask(gateway, "-sess_in", ticket);
            assertTrue(again.contains("Reused, TLSv1.3"), again);
            gateway.tls.replace(new ServerTls.Shown(gateway.certified(), Optional.empty()), ServerTls.Rules.DEFAULT);
            String other = ask(gateway, "-sess_in", ticket);
            assertTrue(other.contains("New, TLSv1.3"), other);
        }
    }

    /** One request through OpenSSL's client: a ticket comes behind the handshake. */
    private String ask(TlsFixture gateway, String... more) throws IOException, InterruptedException {
        List<String> arguments = arguments(gateway, more);
        return OpenSsl.speak(folder, Mcp.modernCall("1", "x"), "\"x\"", arguments.toArray(String[]::new))
                .text();
    }

    private OpenSsl.Ended connect(TlsFixture gateway, String... more) throws IOException, InterruptedException {
        return OpenSsl.run(folder, arguments(gateway, more).toArray(String[]::new));
    }

    private static List<String> arguments(TlsFixture gateway, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + gateway.port(),
                "-CAfile",
                gateway.ca().toString(),
                "-verify_return_error"));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
