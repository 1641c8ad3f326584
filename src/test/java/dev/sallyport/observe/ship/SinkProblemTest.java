package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Logged;
import dev.sallyport.ledger.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a sink from getting entries is said so that it can be mended, and nothing that may be secret is in it. */
final class SinkProblemTest {
    private static final String SECRET = "t0pS3cret";

    @TempDir
    private Path parent = Path.of("");

    private static ToHttp hook(ShipFixture fixture, String origin) {
        URI url = URI.create(origin.replace("://", "://ann:" + SECRET + "@") + "/" + SECRET + "?key=" + SECRET);
        ToHttp.Target target = new ToHttp.Target(url, Map.of("X-Key", SECRET), fixture.trusting(), Optional.empty());
        return new ToHttp(target, new WebhookBody(Optional.empty(), Clock.systemUTC()));
    }

    /** Why {@code sink} gets nothing, as `status` and the log say it. */
    private static String problem(ShipFixture fixture, Sink sink) throws Exception {
        try (Logged logged = new Logged("sallyport.ship");
                Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("hook", sink)) {
            ShipFixture.write(ledger, 1);
            Received.await("a problem", () -> !shipper.state().problem().isEmpty());
            String problem = shipper.state().problem();
            assertFalse(problem.contains(SECRET), problem);
            assertEquals(1, problem.lines().count(), problem);
            assertTrue(
                    logged.lines().getFirst().endsWith(problem), logged.lines().toString());
            return problem;
        }
    }

    private static int deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPortWhereNobodyListensIsRefused() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        int port = deadPort();
        String mend = ": it is refused; look whether the receiver runs, and listens there";
        for (String scheme : new String[] {"http", "https"}) {
            String origin = scheme + "://127.0.0.1:" + port;
            assertEquals("no connection to " + origin + mend, problem(fixture, hook(fixture, origin)));
        }
        assertEquals(
                "no connection to syslog at 127.0.0.1:" + port + mend,
                problem(fixture, new ToSyslog("127.0.0.1", port, fixture.trusting(), "h")));
    }

    @Test
    void aNameThatNobodyKnowsIsSaidToBeThat() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        String mend = ": its name is not known; compare it with the settings, or mend how names are resolved";
        assertEquals(
                "no connection to https://nobody.invalid" + mend,
                problem(fixture, hook(fixture, "https://nobody.invalid")));
        assertEquals(
                "no connection to syslog at nobody.invalid:6514" + mend,
                problem(fixture, new ToSyslog("nobody.invalid", 6514, fixture.trusting(), "h")));
    }

    @Test
    void aPortThatSpeaksNoTlsIsSaidToBeThat() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(plain));
            int port = plain.getLocalPort();
            String mend = ": what answers there speaks none; compare scheme and port";
            String origin = "https://127.0.0.1:" + port;
            assertEquals("no TLS with " + origin + mend, problem(fixture, hook(fixture, origin)));
            assertEquals(
                    "no TLS with syslog at 127.0.0.1:" + port + mend,
                    problem(fixture, new ToSyslog("127.0.0.1", port, fixture.trusting(), "h")));
        }
    }

    /** Speaks first and plainly, as servers for mail do, until it is closed. */
    private static void greet(ServerSocket server) {
        try {
            while (true) {
                Socket client = server.accept();
                client.getOutputStream().write("220 greetings\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // it is closed
        }
    }

    @Test
    void whereNothingAnswersItIsSaidWhatToCompare() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String origin = "https://127.0.0.1:" + silent.getLocalPort();
            assertEquals(
                    "no connection to " + origin
                            + ": nothing answers in time; compare scheme and port, look whether the"
                            + " receiver runs, and for a firewall",
                    problem(fixture, hook(fixture, origin)));
        }
    }

    @Test
    void aPortThatSpeaksTlsAloneSaysWhatToCompare() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (HttpReceiver secure = new HttpReceiver(0, Optional.of(fixture.server()), new Received())) {
            String problem = problem(fixture, hook(fixture, "http://127.0.0.1:" + secure.port()));
            assertTrue(problem.startsWith("no connection to http://127.0.0.1:" + secure.port() + ": "), problem);
            assertTrue(problem.contains("; compare scheme and port"), problem);
        }
    }

    @Test
    void anErrorThatIsAnsweredIsSaidWithItsMend() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), new Received())) {
            String origin = "http://127.0.0.1:" + receiver.port();
            Map<Integer, String> mends = Map.of(
                    401, ": it does not accept what it is shown; compare tokens and keys in the settings",
                    404, ": nothing takes this there; compare the path of the URL",
                    308, ": it leads elsewhere, where nobody follows; name the right place in the settings",
                    500, "; it is tried again, and the log of the receiver says more");
            for (Map.Entry<Integer, String> each : mends.entrySet()) {
                receiver.status = _ -> each.getKey();
                assertEquals(
                        origin + " answers " + each.getKey() + each.getValue(),
                        problem(fixture, hook(fixture, origin)));
            }
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        assertEquals(
                "/dev/full cannot be written: No space left on device; make room there, or give this user the right"
                        + " to write",
                problem(fixture, new ToFile(Path.of("/dev/full"))));
    }
}
