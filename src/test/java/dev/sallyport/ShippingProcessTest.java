package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.observe.ship.HttpReceiver;
import dev.sallyport.observe.ship.Received;
import dev.sallyport.observe.ship.SyslogReceiver;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/audit-shipping.md in a real gateway, which is killed while receivers come and go. */
final class ShippingProcessTest {
    @TempDir
    private Path folder = Path.of("");

    private String settings(int syslog, int otlp, int hook, Path ca) throws IOException {
        StringBuilder settings = new StringBuilder("sinks:\n");
        for (Page.Block block : Page.of("docs/audit-shipping.md").blocks()) {
            if (!block.language().equals("yaml")) {
                // settings of a receiver
                continue;
            }
            assertTrue(block.text().startsWith("sinks:\n"), block.text());
            settings.append(block.text().substring("sinks:\n".length()));
        }
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        return settings.toString()
                .replace(
                        "/var/log/sallyport/audit.jsonl",
                        folder.resolve("audit.jsonl").toString())
                .replace("localhost:6514", "localhost:" + syslog)
                .replace(": ocsf", ": ledger")
                .replace("/etc/ssl/siem-ca.pem", ca.toString())
                .replace("/etc/ssl/hook-ca.pem", ca.toString())
                .replace("127.0.0.1:4318", "127.0.0.1:" + otlp)
                .replace("localhost:8443", "localhost:" + hook)
                .replace("${COLLECTOR_SCOPE}", "${COLLECTOR_SCOPE:-none}")
                .replace("${HOOK_SECRET}", "file:" + secret);
    }

    private static void call(SallyportProcess gateway, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            gateway.http().send(gateway.sleep(0), BodyHandlers.ofString());
        }
    }

    /** What a process wrote to standard output. */
    private static Received lines(List<String> texts) {
        Received received = new Received();
        texts.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("{") && line.endsWith("}"))
                .forEach(received::add);
        return received;
    }

    @Test
    void aGatewayThatIsKilledLosesNothingAtAnySink() throws Exception {
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), new SecureRandom());
        Path ca = Files.writeString(folder.resolve("sinks.crt"), Certified.pem(authority.root()));
        Path home = PermissiveHome.in(folder);
        SSLContext server =
                Trust.of(ca, Optional.of(authority.issue(HostNames.LOOPBACK, Instant.now(), new SecureRandom())));
        Received hooked = new Received();
        HttpReceiver hook = new HttpReceiver(0, Optional.of(server), hooked);
        int hookPort = hook.port();
        String first;
        try (SyslogReceiver syslog = new SyslogReceiver(0, server, new Received());
                HttpReceiver otlp = new HttpReceiver(0, Optional.empty(), new Received())) {
            String settings = settings(syslog.port(), otlp.port(), hookPort, ca);
            try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
                gateway.initialize();
                call(gateway, 20);
                hook.close();
                call(gateway, 10);
                gateway.process().destroyForcibly().waitFor();
                first = gateway.out();
            }
            try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
                gateway.initialize();
                call(gateway, 10);
                Received.await("a problem in `status`", () -> status(home).contains("sink hook  failing, "));
                SallyportProcess.Ended doctor = SallyportProcess.here("doctor", "--home", home.toString());
                assertTrue(doctor.out().contains("hook gets no entries: no connection to https:"), doctor.out());
                hook = new HttpReceiver(hookPort, Optional.of(server), hooked);
                Path cursor = home.resolve("audit/gateway-1/sent-hook");
                Received.await("the hook", () -> status(home).contains("sink hook  ok, 0 waiting"));
                assertTrue(Files.readString(cursor).startsWith("next "));
                gateway.signal("TERM");
                gateway.ended();
                long size = Files.readString(home.resolve("audit/gateway-1/checkpoint"))
                        .lines()
                        .skip(1)
                        .findFirst()
                        .map(Long::parseLong)
                        .orElseThrow();
                assertTrue(size > 40, "entries: " + size);
                for (Received received : List.of(
                        syslog.received,
                        otlp.received,
                        hooked,
                        lines(List.of(Files.readString(folder.resolve("audit.jsonl")))),
                        lines(List.of(first, gateway.out())))) {
                    received.assertWhole(size);
                    received.awaitCheckpoint(size);
                }
            }
        } finally {
            hook.close();
        }
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("audit/gateway-1/sent-siem"))));
    }

    private String status(Path home) {
        return SallyportProcess.here("status", "--home", home.toString()).out();
    }
}
