package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.audit.Durability;
import dev.sallyport.practice.audit.signal.SignalSettings;
import dev.sallyport.practice.token.redact.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five servers, of which one after the other is killed, stalled, made to talk garbage and to forget its sessions, while clients of both
 * eras call them, answer their questions and listen to them, one by one and as a sum. Everything that is said carries whose it is;
 * only what a disturbed server has to do with may fail; at the end nothing is left. The seed is printed: the same seed disturbs in the
 * same order. {@code -Dchaos.seconds} and {@code -Dchaos.seed} set both.
 */
final class ChaosPathTest {
    private static final int CLIENTS = 4;
    private static final int LISTENING_CLIENTS = 2;
    private static final long PHASE_MILLIS = 4_000;
    private static final long DISTURBED_MILLIS = 2_000;
    private static final long STEP_MILLIS = 200;
    private static final Duration RECOVERY = Duration.ofSeconds(45);
    private static final Duration HEARING = Duration.ofSeconds(2);
    private static final long GROWTH_BYTES_MAX = 12 << 20;

    @TempDir
    private Path folder;

    private final ChaosBook book = new ChaosBook();
    private final List<ChaosClient> clients = new ArrayList<>();
    private final List<ChaosListener> listeners = new ArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    @Test
    void disturbedServersDisturbNobodyElseAndNoAnswerIsWrong() throws Exception {
        long seconds = Long.getLong("chaos.seconds", 20);
        long seed = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));
        System.out.println("chaos seed " + seed + ", " + seconds + " s");
        Set<String> before = ChaosRemains.threadNames();
        // other tests of this process may not have seen the last of theirs
        Set<ProcessHandle> others = ProcessHandle.current().descendants().collect(Collectors.toSet());
        Path audit = Files.createDirectory(folder.resolve("audit"));
        NoteSigner signer = NoteSigner.fresh("sallyport.test", new SecureRandom());
        AuditSettings strict = new AuditSettings(
                Durability.STRICT,
                Duration.ofDays(1),
                ByteSize.ofMebibytes(0),
                true,
                ByteSize.ofMebibytes(1),
                List.of(),
                SignalSettings.DEFAULT);
        try (AuditRecorder recorder = AuditRecorder.open(
                        audit,
                        "gateway",
                        new AuditRecorder.Means(signer, KeyedDigest.fresh(new SecureRandom()), Redaction::clean),
                        strict,
                        Clock.systemUTC());
                ChaosServers servers = new ChaosServers(folder);
                GatewayFixture gateway =
                        GatewayFixture.of(servers.settings() + "limits: { request-timeout: 1500ms }\n")) {
            gateway.recorder.forgetful();
            gateway.recorder.with(recorder);
            begin(seed, gateway, servers);
            everythingWorks("before");
            ChaosRemains early = ChaosRemains.of(gateway, servers);
            Map<String, Long> missed = missed();
            List<Thread> callers = clients.stream()
                    .map(client -> Thread.ofPlatform().start(() -> callOnAndOn(client)))
                    .toList();
            disturb(servers, new Random(seed), seconds);
            over = true;
            servers.heal();
            for (Thread caller : callers) {
                caller.join();
            }
            book.outcomes().forEach((outcome, count) -> System.out.println(count + " " + outcome));
            assertEquals(List.of(), book.wrongs().stream().limit(10).toList(), "seed " + seed);
            nothingIsSaidTwiceOrLost(missed, "seed " + seed);
            ChaosServers.NAMES.forEach(server -> book.disturbed(server, RECOVERY.toMillis() * 4));
            everythingWorks("after, seed " + seed);
            // what a client has just left, a busy machine has not closed yet
            Await.until(
                    RECOVERY,
                    "no more connections than before",
                    () -> gateway.connectionCount() <= early.connections());
            nothingGrew(early, ChaosRemains.of(gateway, servers), "seed " + seed);
            leave(gateway, "seed " + seed);
        }
        nothingIsLeft(before, others, "seed " + seed);
        everythingIsRecordedOnce(audit, signer);
        assertEquals(List.of(), book.wrongs().stream().limit(10).toList(), "seed " + seed);
        assertTrue(book.total(": answered") > seconds * 20, book.total(": answered") + " answers in " + seconds + " s");
    }

    private void begin(long seed, GatewayFixture gateway, ChaosServers servers) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new ChaosClient(i, seed, gateway, servers, book));
        }
        ChaosServers.NAMES.forEach(server -> book.disturbed(server, RECOVERY.toMillis()));
        for (ChaosClient client : clients.subList(0, LISTENING_CLIENTS)) {
            for (boolean modern : new boolean[] {true, false}) {
                List<ChaosCall> summed = new ArrayList<>();
                for (String server : ChaosServers.NAMES) {
                    summed.add(client.call(server, modern, true, ChaosCall.Kind.TOUCH));
                    listeners.add(new ChaosListener(
                            client, List.of(client.call(server, modern, false, ChaosCall.Kind.TOUCH))));
                }
                listeners.add(new ChaosListener(client, summed));
            }
        }
        listeners.forEach(listener -> threads.add(Thread.startVirtualThread(listener)));
    }

    /** The ledger, written strictly, verifies, and has one outcome of every exchange. */
    private static void everythingIsRecordedOnce(Path audit, NoteSigner signer) throws IOException {
        Map<String, Integer> outcomes = new HashMap<>();
        LedgerText.in(audit)
                .lines()
                .map(Mcp::json)
                .filter(entry -> entry.has("exchange"))
                .forEach(entry -> {
                    String event = entry.path("event").asString();
                    boolean outcome = !event.equals("opened") && !event.equals("intended");
                    outcomes.merge(entry.path("exchange").asString(), outcome ? 1 : 0, Integer::sum);
                });
        outcomes.values().removeIf(count -> count == 1);
        assertEquals(Map.of(), outcomes);
        for (LedgerFolder ledger : LedgerFolder.in(audit)) {
            assertEquals(
                    List.of(),
                    new LedgerVerifier(ledger.folder(), signer.verifierKey())
                            .verify(List.of())
                            .faults());
        }
    }

    private void callOnAndOn(ChaosClient client) {
        while (!over) {
            client.run(client.any());
        }
    }

    /** Every kind of call of every client to every server, and every stream hears of what it listens to. */
    private void everythingWorks(String when) throws InterruptedException {
        for (ChaosClient client : clients) {
            for (String server : ChaosServers.NAMES) {
                for (ChaosCall.Kind kind : ChaosCall.Kind.values()) {
                    for (int way = 0; way < 4; way++) {
                        boolean modern = way % 2 == 0;
                        boolean summed = way >= 2;
                        Await.until(
                                RECOVERY,
                                when + ": " + client.call(server, modern, summed, kind),
                                () -> client.run(client.call(server, modern, summed, kind)));
                    }
                }
            }
        }
        for (ChaosListener listener : listeners) {
            for (ChaosCall touch : listener.touches()) {
                ChaosClient client = clients.get(touch.client());
                Await.until(RECOVERY, when + ": a word about " + touch.uri(), () -> isHeard(client, listener, touch));
            }
        }
    }

    /** How many words about each resource were asked for and not heard. */
    private Map<String, Long> missed() {
        Map<String, Long> missed = new TreeMap<>();
        listeners.forEach(listener -> listener.touches()
                .forEach(touch -> missed.put(
                        touch.uri(), clients.get(touch.client()).touched(touch.uri()) - listener.heard(touch.uri()))));
        return missed;
    }

    /** Where a server is disturbed a word may get lost; none is said twice. */
    private void nothingIsSaidTwiceOrLost(Map<String, Long> before, String seed) throws InterruptedException {
        awaitNone(seed + ": lost at the server that was left alone", () -> missed().entrySet().stream()
                .filter(each -> each.getKey().startsWith("res://" + ChaosServers.NAMES.getLast())
                        && !each.getValue().equals(before.get(each.getKey())))
                .map(Map.Entry::toString)
                .toList());
        Map<String, Long> after = missed();
        before.forEach(
                (uri, count) -> assertTrue(after.getOrDefault(uri, count) >= count, seed + ": said twice: " + uri));
    }

    private static boolean isHeard(ChaosClient client, ChaosListener listener, ChaosCall touch) {
        long heard = listener.heard(touch.uri());
        long end = System.nanoTime() + HEARING.toNanos();
        boolean touched = client.run(touch.next(ChaosCall.Kind.TOUCH, client.nextNumber()));
        try {
            while (touched && listener.heard(touch.uri()) == heard && System.nanoTime() < end) {
                Thread.sleep(5);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return listener.heard(touch.uri()) > heard;
    }

    private static void nothingGrew(ChaosRemains early, ChaosRemains late, String seed) {
        System.out.println("before the faults: " + early + "; after: " + late);
        assertTrue(late.sessions() <= early.sessions(), seed + ": sessions " + early + " " + late);
        assertTrue(late.connections() <= early.connections(), seed + ": connections " + early + " " + late);
        assertTrue(late.children() <= early.children(), seed + ": children " + early + " " + late);
        assertTrue(late.threads().size() <= early.threads().size(), seed + ": " + early.threads() + late.threads());
        assertTrue(late.heapBytes() - early.heapBytes() < GROWTH_BYTES_MAX, seed + ": heap " + early + " " + late);
    }

    /** The clients go away; nothing of them is kept. */
    private void leave(GatewayFixture gateway, String seed) throws IOException, InterruptedException {
        for (ChaosListener listener : listeners) {
            listener.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (ChaosClient client : clients) {
            client.leave();
        }
        Await.until(seed + ": no connection", () -> gateway.connectionCount() == 0);
        awaitNone(seed + ": streams without an outcome", gateway.recorder::unended);
        assertEquals(0, gateway.gateway.sessionCount(), seed + ": sessions");
    }

    /** The gateway is closed, and so is everything that it began. */
    private static void nothingIsLeft(Set<String> before, Set<ProcessHandle> others, String seed)
            throws InterruptedException {
        awaitNone(seed + ": processes", () -> ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive() && !others.contains(process))
                .map(ProcessHandle::toString)
                .toList());
        awaitNone(seed + ": threads", () -> ChaosRemains.threadNames().stream()
                .filter(name -> !before.contains(name))
                .toList());
    }

    private static void awaitNone(String what, Supplier<List<String>> left) throws InterruptedException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        while (!left.get().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertEquals(List.of(), left.get(), what);
    }

    /** Disturbs one server after the other, and lets each come to itself. */
    private void disturb(ChaosServers servers, Random random, long seconds) throws Exception {
        ChaosServers.NAMES.forEach(book::calm);
        long end = System.nanoTime() / 1_000_000 + seconds * 1_000;
        while (System.nanoTime() / 1_000_000 < end) {
            String victim = ChaosServers.NAMES.get(random.nextInt(ChaosServers.NAMES.size() - 1));
            long phase = System.nanoTime() / 1_000_000;
            for (long step = 0; step < DISTURBED_MILLIS / STEP_MILLIS; step++) {
                book.disturbed(victim, STEP_MILLIS);
                servers.disturb(victim, random);
                Thread.sleep(STEP_MILLIS);
            }
            book.disturbed(victim, 0);
            Thread.sleep(Math.max(0, phase + PHASE_MILLIS - System.nanoTime() / 1_000_000));
        }
    }
}
