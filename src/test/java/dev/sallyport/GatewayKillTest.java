package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.verify.LedgerVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gateways of one home under load, killed at moments of chance, again and again: every call that was answered is in a ledger, once, and the
 * ledgers verify. {@code -Dgateway.kills=N} for more kills.
 */
final class GatewayKillTest {
    private static final int KILLS = Integer.getInteger("gateway.kills", 25);
    private static final int LANES = 2;
    private static final int CALLERS = 8;
    private static final long SEED = 25;
    private static final Pattern NAME = Pattern.compile("\"event\":\"answered\".*\"name\":\"(kill:[0-9]+)\"");

    @TempDir
    private Path folder;

    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private HttpServer upstream;

    @BeforeEach
    void serve() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/mcp", GatewayKillTest::read);
        upstream.start();
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
    }

    /** Every request is a reading of a resource, which is empty. */
    private static void read(HttpExchange exchange) throws IOException {
        var id = JsonMapper.shared().readTree(exchange.getRequestBody()).path("id");
        byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"result\":{\"contents\":[],\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    @Test
    void everyAnsweredCallIsInTheLedgerOnceAfterEveryKill() throws Exception {
        Path home = PermissiveHome.in(folder);
        String settings =
                "  up: { url: 'http://127.0.0.1:" + upstream.getAddress().getPort()
                        + "/mcp', era: modern }\nratelimit: { per-principal: 100000/s, per-peer: 100000/s }\n";
        AtomicInteger kills = new AtomicInteger();
        try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                Random random = new Random(SEED + i);
                Path own = Files.createDirectory(folder.resolve("lane-" + i));
                all.add(() -> {
                    while (kills.getAndIncrement() < KILLS) {
                        try (SallyportProcess gateway = SallyportProcess.gateway(own, home, settings)) {
                            loadAndKill(gateway, 20 + random.nextInt(400));
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> lane : lanes.invokeAll(all)) {
                lane.get();
            }
        }
        Path audit = home.resolve("audit");
        String key = Files.readString(home.resolve("ledger-key.pub"));
        for (LedgerFolder ledger : LedgerFolder.in(audit)) {
            assertEquals(
                    List.of(),
                    new LedgerVerifier(ledger.folder(), key).verify(List.of()).faults());
        }
        Set<String> recorded = new HashSet<>();
        Matcher names = NAME.matcher(LedgerText.in(audit));
        while (names.find()) {
            assertTrue(recorded.add(names.group(1)), names.group(1) + " is there twice");
        }
        Set<String> missing = new HashSet<>(answered);
        missing.removeAll(recorded);
        assertEquals(Set.of(), missing);
        assertTrue(answered.size() > 20 * KILLS, "too little was answered: " + answered.size());
        System.out.println(
                "ledger: " + KILLS + " kills of a gateway, " + answered.size() + " answered calls, none missing");
    }

    /** Calls from several callers until the gateway is killed, which happens after so many answers. */
    private void loadAndKill(SallyportProcess gateway, int after) throws Exception {
        Semaphore answers = new Semaphore(0);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> call(gateway, answers)));
        }
        assertTrue(answers.tryAcquire(after, 60, TimeUnit.SECONDS), "too little was answered");
        gateway.process().destroyForcibly();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void call(SallyportProcess gateway, Semaphore answers) {
        try {
            String endpoint = gateway.ready().path("endpoint").asString() + "/up";
            String token = Files.readString(
                            Path.of(gateway.ready().path("tokenFile").asString()))
                    .strip();
            while (true) {
                String uri = "kill:" + numbers.incrementAndGet();
                HttpResponse<String> answer =
                        gateway.http().send(request(endpoint, token, uri), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode(), answer.body());
                answered.add(uri);
                answers.release();
            }
        } catch (IOException dead) {
            // the gateway was killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(String endpoint, String token, String uri) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"" + uri
                + "\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
        return HttpRequest.newBuilder(URI.create(endpoint))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "resources/read")
                .header("Mcp-Name", uri)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
