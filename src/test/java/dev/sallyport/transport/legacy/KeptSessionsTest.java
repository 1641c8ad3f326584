package dev.sallyport.transport.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sessions and suspended calls of several principals: apart, bounded for each, and each on its own loop. */
final class KeptSessionsTest {
    private final Loops loops = new Loops(2);
    private final WorkLanes lanes = new WorkLanes(1);
    private final Recording server = new Recording();

    /** A legacy server that answers the handshake, or nothing at all, and notes in which session and on which loop it is met. */
    private static final class Recording implements Upstream {
        final Map<String, String> principalOf = new ConcurrentHashMap<>();
        final List<String> faults = new CopyOnWriteArrayList<>();
        final AtomicInteger handshakes = new AtomicInteger();
        volatile boolean silent;

        @Override
        public UpstreamCall send(Leg leg, Message message) {
            if (!leg.loop().isCurrent()) {
                faults.add(message.method() + " was sent from another thread than its loop");
            }
            Session session = leg.session();
            if (session != null) {
                String principal = leg.principal().id();
                String before = principalOf.putIfAbsent(session.id(), principal);
                if (before != null && !before.equals(principal)) {
                    faults.add(principal + " is in a session of " + before);
                }
            }
            if (message.method().equals(McpMethod.INITIALIZE)) {
                handshakes.incrementAndGet();
            }
            if (!silent && message instanceof Message.Request request) {
                ObjectNode result = JsonNodeFactory.instance.objectNode();
                result.put("protocolVersion", "2025-11-25");
                leg.events()
                        .accept(new UpstreamEvent.Spoke(
                                JsonRpc.result(request.id(), request.method(), result), "", 200, 0));
            }
            return UpstreamCall.DONE;
        }

        @Override
        public CompletionStage<?> ready(Leg leg) {
            return READY;
        }

        @Override
        public Catalog catalog(Leg leg) {
            return new Catalog();
        }

        @Override
        public DefinitionSource definitions(Leg leg) {
            throw new IllegalStateException("nobody asks");
        }
    }

    @AfterEach
    void stop() {
        lanes.close();
        loops.close();
    }

    private Leg leg(String principal, String capability, int loop) {
        Pipeline pipeline = new Pipeline(
                List.of(), dev.sallyport.Gateway.unrecorded(), lanes, new MemoryGate(1 << 20), new Underway());
        Snapshot snapshot = new Snapshot(
                pipeline, Map.of(), new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        Headers none = new Headers() {
            @Override
            public String value(String name) {
                return "";
            }

            @Override
            public boolean isRepeated(String name) {
                return false;
            }
        };
        Exchange exchange = new Exchange(
                "x",
                new Envelope(Envelope.Carrier.POST, "up", "127.0.0.1", none, 0),
                snapshot,
                loops.all().get(loop),
                Instant.EPOCH);
        exchange.identified(
                new Principal.User(new Principal.Key("", principal, "")),
                Authentication.of(Authentication.Method.HOME_TOKEN));
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.putObject(Meta.CLIENT_CAPABILITIES).putObject(capability);
        return new Leg(exchange, Era.MODERN, null, meta, _ -> {});
    }

    private static Message.Request request(String method) {
        return JsonRpc.request(RequestId.of(1), method, JsonNodeFactory.instance.objectNode());
    }

    private void on(Leg leg, Runnable step) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        leg.loop().execute(() -> {
            step.run();
            done.countDown();
        });
        assertTrue(done.await(5, TimeUnit.SECONDS), "the loop is blocked");
    }

    @Test
    void noNameOfAPrincipalLeadsIntoAnothersSession() throws Exception {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        for (String principal : List.of("ann", "ann #2", "#2 ann", "ann 2", "principal ann")) {
            for (String capability : List.of("roots", "sampling", "elicitation")) {
                Leg leg = leg(principal, capability, 0);
                on(leg, () -> kept.of(leg).orElseThrow().ready(leg));
            }
        }
        assertEquals(List.of(), server.faults);
        assertEquals(15, server.principalOf.size());
    }

    @Test
    void whoListensInASessionThatHasEndedHearsItAndBeginsNoOther() throws Exception {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        BlockingQueue<UpstreamEvent> heard = new LinkedBlockingQueue<>();
        Leg leg = leg("ann", "roots", 0).hearing(heard::add);
        KeptSession session = kept.of(leg).orElseThrow();
        kept.close();
        ServerFacts facts = ServerFacts.ofInitialize(JsonNodeFactory.instance.objectNode());
        on(leg, () -> new LegacyListening(session, leg, request("subscriptions/listen"), _ -> null).start(facts));
        UpstreamEvent last = heard.poll(5, TimeUnit.SECONDS);
        while (last != null && !(last instanceof UpstreamEvent.Failed)) {
            last = heard.poll(5, TimeUnit.SECONDS);
        }
        assertEquals(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE), last);
        assertEquals(Map.of(), server.principalOf, "what the server heard");
    }

    /** A client whose session was made ready and had to make room for those of sixteen others of his. */
    private Leg evicted(DualEraUpstream both, BlockingQueue<UpstreamEvent> heard) throws InterruptedException {
        Leg first = leg("ann", "c0", 0).hearing(heard::add);
        on(first, () -> both.ready(first));
        for (int i = 1; i <= 16; i++) {
            Leg other = leg("ann", "c" + i, 0);
            on(other, () -> both.ready(other));
        }
        assertEquals(17, server.handshakes.get());
        return first;
    }

    @Test
    void aCallWhoseSessionHadToMakeRoomMeanwhileIsMadeInAnother() throws Exception {
        DualEraUpstream both =
                new DualEraUpstream(server, Optional.of(Era.LEGACY), new SecureRandom(), Clock.systemUTC());
        BlockingQueue<UpstreamEvent> heard = new LinkedBlockingQueue<>();
        Leg first = evicted(both, heard);
        on(first, () -> both.send(first, request("resources/read")));
        assertInstanceOf(UpstreamEvent.Spoke.class, heard.poll(5, TimeUnit.SECONDS));
        assertEquals(18, server.handshakes.get());
    }

    @Test
    void toolsAreAskedForInAnotherSessionWhereTheFirstHadToMakeRoom() throws Exception {
        DualEraUpstream both =
                new DualEraUpstream(server, Optional.of(Era.LEGACY), new SecureRandom(), Clock.systemUTC());
        Leg first = evicted(both, new LinkedBlockingQueue<>());
        on(first, () -> both.definitions(first).tools());
        assertEquals(18, server.handshakes.get());
    }

    @Test
    void whoCallsInASessionThatHasEndedHearsThatTheConnectionIsLost() throws Exception {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        BlockingQueue<UpstreamEvent> heard = new LinkedBlockingQueue<>();
        Leg leg = leg("ann", "roots", 0).hearing(heard::add);
        KeptSession session = kept.of(leg).orElseThrow();
        kept.close();
        var suspensions = new Suspensions(new SecureRandom());
        on(leg, () -> new LegacyRun(server, session, suspensions, leg, request("resources/read")).start());
        assertEquals(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE), heard.poll(5, TimeUnit.SECONDS));
        assertEquals(Map.of(), server.principalOf, "what the server heard");
        assertTrue(session.idleNanos(System.nanoTime()) > 0, "a call is under way in it");
    }

    @Test
    void onePrincipalCannotTakeTheSessionsOfAll() {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        KeptSession bobs = kept.of(leg("bob", "roots", 0)).orElseThrow();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1_100; i++) {
            names.add(kept.of(leg("ann", "c" + i, 0)).orElseThrow().name());
        }
        assertTrue(names.size() < 100, names.size() + " sessions for one principal");
        assertSame(bobs, kept.of(leg("bob", "roots", 0)).orElseThrow());
    }

    @Test
    void onePrincipalCannotDriveOutTheSuspendedCallsOfAnother() {
        Suspensions suspensions = new Suspensions(new SecureRandom());
        Leg bob = leg("bob", "roots", 0);
        String state = suspensions.add(bob, run(suspensions, bob));
        Leg ann = leg("ann", "roots", 0);
        List<String> anns = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            anns.add(suspensions.add(ann, run(suspensions, ann)));
        }
        assertTrue(suspensions.take(bob, state, _ -> true).isPresent());
        long left = anns.stream()
                .filter(each -> suspensions.take(ann, each, _ -> true).isPresent())
                .count();
        assertTrue(left > 0 && left <= 128, left + " calls of one principal are kept");
    }

    @Test
    void aStateServesItsPrincipalOnceAndIsNotSpentByOthers() {
        Suspensions suspensions = new Suspensions(new SecureRandom());
        Leg ann = leg("ann", "roots", 0);
        String state = suspensions.add(ann, run(suspensions, ann));
        assertFalse(suspensions.take(leg("bob", "roots", 0), state, _ -> true).isPresent());
        assertFalse(suspensions.take(ann, state, _ -> false).isPresent());
        assertTrue(suspensions.take(ann, state, _ -> true).isPresent());
        assertFalse(suspensions.take(ann, state, _ -> true).isPresent());
        Set<String> states = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            states.add(suspensions.add(ann, run(suspensions, ann)));
        }
        assertEquals(100, states.size());
    }

    private LegacyRun run(Suspensions suspensions, Leg leg) {
        return new LegacyRun(
                server,
                new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1))
                        .of(leg)
                        .orElseThrow(),
                suspensions,
                leg,
                request("tools/call"));
    }

    @Test
    void everythingIsSentOnTheLoopOfItsExchange() throws Exception {
        DualEraUpstream both = new DualEraUpstream(server, Optional.empty(), new SecureRandom(), Clock.systemUTC());
        for (int i = 0; i < 200; i++) {
            Leg one = leg("ann" + i, "roots", 0);
            Leg other = leg("bob" + i, "roots", 1);
            CountDownLatch ready = new CountDownLatch(2);
            for (Leg leg : List.of(one, other)) {
                leg.loop().execute(() -> both.ready(leg).whenComplete((_, _) -> ready.countDown()));
            }
            assertTrue(ready.await(5, TimeUnit.SECONDS));
        }
        // whoever waits for the era that another loop asks for goes on wherever that answer came
        Leg asked = leg("cat", "roots", 0);
        KeptSession session = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1))
                .of(asked)
                .orElseThrow();
        CountDownLatch open = new CountDownLatch(1);
        session.ready(asked).whenComplete((_, _) -> open.countDown());
        assertTrue(open.await(5, TimeUnit.SECONDS));
        assertEquals(List.of(), server.faults);
    }

    @Test
    void aServerThatDoesNotAnswerTheHandshakeBlocksNoLoop() throws Exception {
        server.silent = true;
        DualEraUpstream both =
                new DualEraUpstream(server, Optional.of(Era.LEGACY), new SecureRandom(), Clock.systemUTC());
        for (String method : List.of("server/discover", "subscriptions/listen")) {
            Leg leg = leg("ann", "roots", 0);
            on(leg, () -> {
                both.ready(leg);
                both.send(leg, request(method));
            });
        }
    }

    @Test
    void aTaskIsFoundForItsPrincipalAloneInWhicheverOfHisSessionsItIs() {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        LegacyTasks anns = kept.of(leg("ann", "roots", 0)).orElseThrow().tasks();
        anns.keep(anns.named("t"));
        assertTrue(kept.of(leg("bob", "roots", 0)).isPresent());
        assertTrue(kept.task(leg("ann", "sampling", 0), "t") != null);
        assertTrue(kept.task(leg("bob", "roots", 0), "t") == null);
    }

    @Test
    void aSessionKeepsSoManyTasksAndLivesNoLongerThanTheirLast() {
        KeptSessions kept = new KeptSessions(server, new Suspensions(new SecureRandom()), new Random(1));
        Leg leg = leg("ann", "roots", 0);
        KeptSession session = kept.of(leg).orElseThrow();
        for (int i = 0; i <= 256; i++) {
            session.tasks().keep(session.tasks().named("t" + i));
        }
        assertTrue(kept.task(leg, "t0") == null, "the oldest made room");
        assertTrue(kept.task(leg, "t256") != null);
        long now = System.nanoTime();
        assertEquals(0, session.idleNanos(now));
        assertTrue(session.idleNanos(now + TimeUnit.MINUTES.toNanos(61)) > 0);
        assertTrue(kept.task(leg, "t256") == null);
    }
}
