package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.settings.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A policy that changes under load: every call is judged by one version of it alone, and the record says by which. */
final class AccessReloadPathTest {
    private static final int RELOADS = 200;

    /** Each version needs both of its statements: half of one and half of the other would permit nothing, or hold. */
    private static String policy(boolean permitting) {
        String extra = permitting
                ? "{ id: never, effect: hold, principal: ['*'], resource: ['up/never'] }"
                : "{ id: no, effect: forbid, principal: ['*'], resource: ['up/echo'] }";
        return "access: { statements: [ { id: all, effect: permit, principal: ['*'], resource: ['*'], action: ['*'] }, "
                + extra + " ] }";
    }

    @Test
    void noCallIsJudgedByAMixOfTwoVersions() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            String servers = "servers: { up: { url: '" + upstream.url() + "' } }\n";
            Settings permitting = GatewayFixture.settings(servers + policy(true));
            Settings forbidding = GatewayFixture.settings(servers + policy(false));
            try (GatewayFixture gateway = GatewayFixture.of(servers + policy(true))) {
                AtomicBoolean over = new AtomicBoolean();
                Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
                List<Thread> load = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    load.add(Thread.ofVirtual().start(() -> {
                        try (RawClient client = gateway.client()) {
                            while (!over.get()) {
                                client.ask(Mcp.modernCall("1", "x"));
                            }
                        } catch (Exception lost) {
                            broken.add(lost);
                        }
                    }));
                }
                for (int i = 0; i < RELOADS; i++) {
                    gateway.gateway.reload(i % 2 == 0 ? forbidding : permitting);
                    Thread.sleep(10);
                }
                over.set(true);
                for (Thread thread : load) {
                    thread.join();
                }
                assertEquals(List.of(), List.copyOf(broken));
                judge(gateway.recorder.ended());
            }
        }
    }

    private static void judge(List<Exchange> ended) {
        Map<String, Map<Outcome, Integer>> outcomes = new HashMap<>();
        for (Exchange exchange : ended) {
            if (exchange.method().equals("tools/call")) {
                assertTrue(!exchange.ruling().version().isEmpty(), "the record names no version");
                String by =
                        exchange.ruling().version() + " " + exchange.ruling().statement();
                outcomes.computeIfAbsent(by, _ -> new EnumMap<>(Outcome.class))
                        .merge(MemoryRecorder.outcome(exchange), 1, Integer::sum);
            }
        }
        assertEquals(2, outcomes.size(), outcomes::toString);
        outcomes.forEach((by, counts) -> {
            Outcome expected = by.endsWith(" all") ? Outcome.ANSWERED : Outcome.DENIED;
            assertEquals(Set.of(expected), counts.keySet(), outcomes::toString);
            assertTrue(counts.getOrDefault(expected, 0) > 20, outcomes::toString);
        });
    }
}
