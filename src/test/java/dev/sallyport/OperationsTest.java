package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Running gateways in processes of their own, as an operator meets them. */
final class OperationsTest {
    @TempDir
    private Path folder;

    private Path home = Path.of("");

    @BeforeEach
    void nameHome() {
        home = folder.resolve("home");
    }

    @Test
    void statusReloadAndStopReachTheRunningGateway() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), HttpResponse.BodyHandlers.ofString());

            JsonNode status =
                    json(run("status", "--json").out()).path("gateways").path(0);
            assertEquals(gateway.process().pid(), status.path("pid").asLong());
            assertEquals("ready", status.path("state").asString());
            assertEquals(gateway.ready().path("endpoint"), status.path("endpoint"));
            assertEquals(
                    folder.resolve("sallyport.yaml").toString(),
                    status.path("settings").asString());
            assertEquals(1, status.path("sessions").asInt());
            JsonNode slow = status.path("servers").path("slow");
            assertEquals("running", slow.path("state").asString());
            // one of the session, and one that the gateway asks what the server offers
            assertEquals(2, slow.path("children").asInt());
            assertTrue(slow.path("answered").asInt() >= 2, slow.toString());
            assertTrue(run("status").out().contains("server slow  running, 2 children,"));
            assertTrue(
                    status.path("ledger").path("folder").asString("").endsWith("/audit/gateway-1"), status.toString());
            assertTrue(
                    run("status").out().contains("/audit/gateway-1  "),
                    run("status").out());

            Files.writeString(folder.resolve("sallyport.yaml"), "listen: 127.0.0.1:0\nserver: {}\n");
            SallyportProcess.Ended wrong = run("reload");
            assertEquals(2, wrong.code());
            assertTrue(wrong.err().contains("servers"), wrong.err());
            Files.writeString(
                    folder.resolve("sallyport.yaml"),
                    "listen: 127.0.0.1:0\nvalidation: {mode: observe}\nservers: {}\n");
            SallyportProcess.Ended right = run("reload", "--json");
            assertEquals(0, right.code(), right.err());
            assertEquals(0, json(right.out()).path("problems").size());
            JsonNode after =
                    json(run("status", "--json").out()).path("gateways").path(0);
            assertEquals(0, after.path("servers").size());
            assertEquals(1, after.path("unsafe").size());

            SallyportProcess.Ended stopped = run("stop");
            assertEquals(0, stopped.code(), stopped.err());
            assertFalse(gateway.process().isAlive());
            assertEquals(0, gateway.process().exitValue(), gateway.err());
            String audit = audit();
            for (String method : List.of("control/status", "control/reload", "control/stop")) {
                assertTrue(
                        audit.lines()
                                .anyMatch(line -> line.contains("\"event\":\"answered\"")
                                        && line.contains("\"principal\":\"local\"")
                                        && line.contains("\"carrier\":\"control\"")
                                        && line.contains("\"method\":\"" + method + "\"")),
                        audit);
            }
            assertEquals(0, instances());
        }
    }

    @Test
    void theControlSocketIsPrivateAndNoPathOfAClientLeadsToIt() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            try (var found = Files.walk(home.resolve("instances"))) {
                Path socket = found.filter(file -> file.endsWith("control.sock"))
                        .findFirst()
                        .orElseThrow();
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
                assertEquals(
                        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
            }
            String endpoint = gateway.ready().path("endpoint").asString();
            String token = Files.readString(
                            Path.of(gateway.ready().path("tokenFile").asString()))
                    .strip();
            HttpResponse<String> answer = gateway.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(endpoint + "/control"))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + token)
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"control/stop\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(404, answer.statusCode());
            assertTrue(gateway.process().isAlive());
        }
    }

    @Test
    void healthReadinessAndMetricsAreOnAnAddressOfTheirOwn() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            gateway.http().send(gateway.sleep(0), HttpResponse.BodyHandlers.ofString());
            String base = json(run("status", "--json").out())
                    .path("gateways")
                    .path(0)
                    .path("observability")
                    .asString();
            await(() -> gateway.out().contains(base));
            assertEquals("ok", get(gateway, base + "/healthz", 200));
            assertEquals("{\"failing\":[]}", get(gateway, base + "/readyz", 200));
            String metrics = get(gateway, base + "/metrics", 200);
            for (String sample : List.of(
                    "sallyport_ready 1",
                    "sallyport_sessions 1",
                    "sallyport_children{server=\"slow\"} 2",
                    "sallyport_lane_rejected_total{lane=\"cpu\"} 0",
                    "sallyport_exchanges_total{server=\"control\",era=\"legacy\",outcome=\"answered\"} 1",
                    "sallyport_exchanges_total{server=\"slow\",era=\"legacy\",outcome=\"answered\"} 3")) {
                assertTrue(metrics.lines().anyMatch(sample::equals), sample + " in " + metrics);
            }
            get(gateway, base + "/mcp", 404);
            get(gateway, gateway.ready().path("endpoint").asString().replace("/mcp", "/metrics"), 401);
        }
    }

    @Test
    void nothingStartsThatCannotBeRecorded() throws Exception {
        Home.open(home);
        Files.createSymbolicLink(home.resolve("audit"), Path.of("/proc/self/fdinfo"));
        SallyportProcess.Ended ended =
                SallyportProcess.run(folder, "run", "--home", home.toString(), "--listen", "127.0.0.1:0");
        assertEquals(3, ended.code(), ended.err());
        assertTrue(
                ended.err().contains("cannot be written") && ended.err().contains("nothing runs unrecorded"),
                ended.err());
    }

    @Test
    void aTermSignalAnswersWhatWasAskedAndLeavesNothingBehind() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            CompletableFuture<HttpResponse<String>> stream =
                    gateway.http().sendAsync(gateway.stream(), HttpResponse.BodyHandlers.ofString());
            CompletableFuture<HttpResponse<String>> call =
                    gateway.http().sendAsync(gateway.sleep(3_000), HttpResponse.BodyHandlers.ofString());
            await(() -> gateway.err().contains("sleeps for 3000"));
            List<ProcessHandle> children = gateway.process().descendants().toList();
            assertFalse(children.isEmpty());
            gateway.signal("TERM");
            stream.get(); // a stream ends at once, and does not hold up the end
            assertFalse(call.isDone());
            assertTrue(call.get().body().contains("slept"), call.get().body());
            assertEquals(0, gateway.ended().code(), gateway.err());
            assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
            assertEquals(0, instances());
            try (var left = Files.list(home.resolve("native"))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            gateway.http().sendAsync(gateway.sleep(60_000), HttpResponse.BodyHandlers.ofString());
            await(() -> gateway.err().contains("sleeps for 60000"));
            gateway.signal("TERM");
            // the signal was taken once nothing is accepted any more; a call would wait for the one that sleeps
            URI endpoint = URI.create(gateway.ready().path("endpoint").asString());
            await(() -> {
                try (Socket accepted = new Socket(endpoint.getHost(), endpoint.getPort())) {
                    return !accepted.isConnected();
                } catch (IOException _) {
                    return true;
                }
            });
            assertTrue(gateway.process().isAlive());
            long before = System.nanoTime();
            gateway.signal("TERM");
            assertEquals(128 + 15, gateway.ended().code());
            assertTrue(System.nanoTime() - before < 5_000_000_000L);
        }
    }

    @Test
    void whatAKilledGatewayLeftIsGoneAtTheNextStart() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.signal("KILL");
            gateway.ended();
        }
        assertEquals(1, instances());
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            assertEquals(1, instances());
            assertEquals(1, json(run("status", "--json").out()).path("gateways").size());
            assertTrue(gateway.process().isAlive());
        }
    }

    @Test
    void aChildThatOutlivedAKilledGatewayIsEndedAtTheNextStart() throws Exception {
        String settings = "  stubborn: { command: [python3, "
                + Path.of("src/test/resources/children/child.py").toAbsolutePath() + ", stubborn] }\n";
        List<ProcessHandle> left;
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
            gateway.use("stubborn");
            gateway.initialize();
            left = gateway.process().descendants().toList();
            assertFalse(left.isEmpty());
            gateway.signal("KILL");
            gateway.ended();
        }
        try {
            assertEquals(3, run("status").code());
            Thread.sleep(500);
            assertTrue(left.stream().anyMatch(ProcessHandle::isAlive), "it ignores the end of its input");
            try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
                await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
                await(() -> gateway.err().contains("that a killed gateway left behind"));
                assertEquals(1, instances());
            }
        } finally {
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aBrokenMarkOfADeadInstanceIsIgnored() throws Exception {
        for (String mark : List.of("", "1.")) {
            Home.open(home);
            Path dead = Files.createDirectory(home.resolve("instances").resolve("00"));
            Files.createFile(dead.resolve("lock"));
            Files.writeString(dead.resolve("children"), mark);
            try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
                await(() -> gateway.err().contains("broken, and ignored"));
                assertEquals(1, instances());
            }
            // closed by force: it leaves its folder, and nothing else
        }
    }

    @Test
    void statusListsWhatIsWrapped() throws Exception {
        Process wrap = SallyportProcess.command("wrap", "--home", home.toString(), "--", "cat")
                .start();
        try {
            await(() -> Files.isDirectory(home.resolve("instances"))
                    && run("status").code() == 0);
            JsonNode status = json(run("status", "--json").out());
            assertEquals(0, status.path("gateways").size());
            assertEquals(wrap.pid(), status.path("wraps").path(0).path("pid").asLong());
            assertEquals("cat", status.path("wraps").path(0).path("server").asString());
            assertTrue(run("status").out().contains("wrap, process " + wrap.pid()));
            assertEquals(3, run("stop").code());
        } finally {
            wrap.destroyForcibly();
        }
    }

    @Test
    void withoutAGatewayItIsSaidWithCodeThree() throws Exception {
        for (String command : List.of("status", "reload", "stop", "connect")) {
            SallyportProcess.Ended ended = run(command, "--json");
            assertEquals(3, ended.code(), command);
            assertEquals("no-gateway", json(ended.err()).path("error").asString(), ended.err());
            assertTrue(
                    json(ended.err()).path("message").asString().contains("there is no home of sallyport at " + home));
            assertFalse(Files.exists(home), command + " made what it was to look at");
        }
        Files.createDirectory(home);
        assertEquals(3, run("stop").code());
        try (var files = Files.list(home)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void localhostThatIsElsewhereIsNotListenedOn() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.1 localhost\n");
        SallyportProcess.Ended ended = SallyportProcess.runWith(
                folder,
                List.of("-Djdk.net.hosts.file=" + hosts),
                "run",
                "--home",
                home.toString(),
                "--listen",
                "localhost:0",
                "--",
                "cat");
        assertEquals(3, ended.code(), ended.err());
        assertTrue(ended.err().contains("localhost is no address of this machine alone"), ended.err());
        assertEquals(0, instances());
    }

    @Test
    void offLoopbackNothingIsServed() throws Exception {
        for (String address : List.of("0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[fe80::1]:0", "example.com:0")) {
            SallyportProcess.Ended ended = run("run", "--listen", address, "--", "cat");
            assertEquals(2, ended.code(), address + ": " + ended.err());
            assertTrue(ended.err().contains("loopback"), ended.err());
        }
    }

    @Test
    void aHomeWhosePathIsTooLongForASocketStillServes() throws Exception {
        home = folder.resolve("h".repeat(120));
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            assertTrue(gateway.err().contains("too long for a control socket"), gateway.err());
            JsonNode status =
                    json(run("status", "--json").out()).path("gateways").path(0);
            assertEquals("unknown", status.path("state").asString());
            SallyportProcess.Ended stop = run("stop");
            assertEquals(3, stop.code());
            assertTrue(stop.err().contains("kill -TERM " + gateway.process().pid()), stop.err());
        }
    }

    @Test
    void logsAreLinesForPeopleOrObjectsForMachines() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            gateway.initialize();
            await(() -> gateway.err().contains("INFO    sallyport.child slow: fixture begins"));
            assertFalse(gateway.err().contains("\u001b["), gateway.err());
        }
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "", "--json")) {
            gateway.initialize();
            await(() -> gateway.err().contains("fixture begins"));
            for (String line : gateway.err().lines().toList()) {
                assertTrue(json(line).has("level"), line);
            }
        }
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "", "--log-level", "error")) {
            gateway.initialize();
            assertEquals("", gateway.err());
        }
    }

    @Test
    void aTrustedProxyIsBelievedAndThePublicNameIsKnown() throws Exception {
        String settings = "public-url: https://mcp.example.com/guarded\ntrusted-proxies: [127.0.0.1/32]\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, settings)) {
            URI endpoint =
                    URI.create(gateway.ready().path("servers").path("slow").asString());
            assertTrue(raw(gateway, endpoint, "mcp.example.com").startsWith("HTTP/1.1 401"));
            assertTrue(raw(gateway, endpoint, "evil.example").startsWith("HTTP/1.1 403"));
            await(() -> audit().lines()
                            .filter(line -> line.contains("\"peer\":\"203.0.113.5\""))
                            .count()
                    == 2);
        }
    }

    private static String raw(SallyportProcess gateway, URI endpoint, String host) throws IOException {
        Path ca = Path.of(gateway.ready().path("caFile").asString());
        try (Socket socket = Trust.of(ca).getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
            String head = "POST " + endpoint.getPath() + " HTTP/1.1\r\nHost: " + host
                    + "\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.5\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SallyportProcess.Ended run(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command, "--home", home.toString()));
        line.addAll(List.of(arguments));
        String[] words = line.toArray(String[]::new);
        // what serves ends its process
        return command.equals("run") ? SallyportProcess.run(folder, words) : SallyportProcess.here(words);
    }

    private static HttpResponse<String> get(SallyportProcess gateway, String url)
            throws IOException, InterruptedException {
        return gateway.http()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String get(SallyportProcess gateway, String url, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = get(gateway, url);
        assertEquals(status, answer.statusCode(), url + ": " + answer.body());
        return answer.body();
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "it does not come about");
            Thread.sleep(50);
        }
    }

    private long instances() throws IOException {
        try (var found = Files.list(home.resolve("instances"))) {
            return found.count();
        }
    }

    private String audit() throws IOException {
        return LedgerText.in(home.resolve("audit"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
