package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Five servers, of which one after the other is killed, stalled, made to talk garbage and to forget its sessions, under the load of
 * clients of both eras. Every call carries a text of its own, which must come back; only calls to a server that was disturbed may
 * fail. The seed is printed: the same seed disturbs in the same order. {@code -Dchaos.seconds} and {@code -Dchaos.seed} set both.
 */
final class ChaosPathTest {
    private static final int CLIENTS = 4;
    private static final long PHASE_MILLIS = 4_000;
    private static final long DISTURBED_MILLIS = 2_000;
    private static final long STEP_MILLIS = 200;
    /** A fault is felt until the last request that met it has timed out, and the last child that died of it may start again. */
    private static final long FELT_MILLIS = 8_000;

    private static final Duration RECOVERY = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Long> disturbed = new ConcurrentHashMap<>();
    private volatile boolean over;

    /** One client: its sessions by server, and the texts that it has sent. */
    private final class Client {
        private final int number;
        private final Random random;
        private final GatewayFixture gateway;
        private final ChaosServers servers;
        private final Map<String, String> sessions = new HashMap<>();
        private long calls;

        Client(int number, long seed, GatewayFixture gateway, ChaosServers servers) {
            this.servers = servers;
            this.number = number;
            this.random = new Random(seed * 31 + number);
            this.gateway = gateway;
        }

        void run(List<String> servers) {
            while (!over) {
                String server = servers.get(random.nextInt(servers.size()));
                call(server, random.nextBoolean());
            }
        }

        /** True where the text came back. */
        boolean call(String server, boolean modern) {
            calls++;
            if (servers.isDue(server)) {
                disturbed.merge(server, System.nanoTime() / 1_000_000, Math::max);
            }
            String text = "client " + number + " call " + calls + " to " + server;
            String pair = (modern ? "modern" : "legacy") + " client, " + server;
            try {
                String session = modern ? "" : session(server);
                if (!modern && session.isEmpty()) {
                    return false;
                }
                RawClient.Answer answer = gateway.ask(modern ? modern(server, text) : legacy(server, session, text));
                JsonNode message = answer.message();
                boolean good = message.path("id").asLong(-1) == calls
                        && OutcomePathTest.textOf(message).equals(text);
                if (good) {
                    count(pair + ": answered");
                } else {
                    failed(server, pair, answer);
                }
                return good;
            } catch (IOException | RuntimeException broken) {
                wrongs.add(pair + ": " + broken);
                return false;
            }
        }

        private String session(String server) throws IOException {
            String known = sessions.getOrDefault(server, "");
            if (!known.isEmpty()) {
                return known;
            }
            RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/" + server, Mcp.initialize("\"i\"")));
            String session = answer.head().value("Mcp-Session-Id");
            if (session.isEmpty()) {
                failed(server, "handshake, " + server, answer);
                return "";
            }
            gateway.ask(in(server, session, Mcp.notification("notifications/initialized", "{}")));
            sessions.put(server, session);
            return session;
        }

        private String modern(String server, String text) {
            return Mcp.modern("/mcp/" + server, "tools/call", "echo", Mcp.call("" + calls, text));
        }

        private String legacy(String server, String session, String text) {
            return in(server, session, Mcp.legacyCall("" + calls, text));
        }

        private static String in(String server, String session, String body) {
            return Mcp.post("/mcp/" + server, body, "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25");
        }

        private void failed(String server, String pair, RawClient.Answer answer) {
            String reason = answer.reason();
            count(pair + ": " + (reason.isEmpty() ? "answered otherwise" : reason));
            if (answer.status() == 404) {
                sessions.remove(server);
            }
            boolean ours =
                    reason.startsWith("upstream.") || (reason.equals("session.unknown") && answer.status() == 404);
            if (!ours) {
                wrongs.add(pair + " " + answer.status() + " " + answer.text());
            } else if (System.nanoTime() / 1_000_000 - disturbed.getOrDefault(server, -FELT_MILLIS) > FELT_MILLIS
                    && !reason.equals("upstream.restarting")) {
                wrongs.add(pair + " was left alone, and yet " + answer.text());
            }
        }
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    @Test
    void disturbedServersDisturbNobodyElseAndNoAnswerIsWrong() throws Exception {
        long seconds = Long.getLong("chaos.seconds", 20);
        long seed = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));
        System.out.println("chaos seed " + seed + ", " + seconds + " s");
        try (ChaosServers servers = new ChaosServers(folder);
                GatewayFixture gateway =
                        GatewayFixture.of(servers.settings() + "limits: { request-timeout: 1500ms }\n")) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(i, seed, gateway, servers));
            }
            List<Thread> threads = clients.stream()
                    .map(client -> Thread.ofPlatform().start(() -> client.run(ChaosServers.NAMES)))
                    .toList();
            disturb(servers, new Random(seed), seconds);
            over = true;
            servers.heal();
            for (Thread thread : threads) {
                thread.join();
            }
            new TreeMap<>(outcomes).forEach((outcome, count) -> System.out.println(count + " " + outcome));
            for (String server : ChaosServers.NAMES) {
                for (boolean modern : new boolean[] {true, false}) {
                    disturbed.put(server, System.nanoTime() / 1_000_000 + RECOVERY.toMillis());
                    Await.until(RECOVERY, "an answer of " + server, () -> clients.getFirst()
                            .call(server, modern));
                }
            }
        }
        assertEquals(List.of(), wrongs.stream().limit(10).toList(), "seed " + seed);
        long answered = outcomes.entrySet().stream()
                .filter(each -> each.getKey().endsWith("answered"))
                .mapToLong(each -> each.getValue().sum())
                .sum();
        assertTrue(answered > seconds * 20, answered + " answers in " + seconds + " s");
    }

    /** Disturbs one server after the other, and lets each come to itself. */
    private void disturb(ChaosServers servers, Random random, long seconds) throws Exception {
        long end = System.nanoTime() / 1_000_000 + seconds * 1_000;
        while (System.nanoTime() / 1_000_000 < end) {
            String victim = ChaosServers.NAMES.get(random.nextInt(ChaosServers.NAMES.size() - 1));
            long phase = System.nanoTime() / 1_000_000;
            for (long step = 0; step < DISTURBED_MILLIS / STEP_MILLIS; step++) {
                disturbed.put(victim, System.nanoTime() / 1_000_000);
                servers.disturb(victim, random);
                Thread.sleep(STEP_MILLIS);
            }
            disturbed.put(victim, System.nanoTime() / 1_000_000);
            Thread.sleep(Math.max(0, phase + PHASE_MILLIS - System.nanoTime() / 1_000_000));
        }
    }
}
