package dev.sallyport.path;

import static dev.sallyport.path.CallersByHeader.ANN;
import static dev.sallyport.path.CallersByHeader.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nobody may do with a session, a stream or an event of the older era: each test is one row of the list in {@code
 * docs/practices/session.md}.
 */
final class SessionRowsPathTest {
    private static final String NOTE = Mcp.notification("notifications/message", "{\"data\":\"for-%s\"}");

    private FakeUpstream upstream;
    private PipelineFixture gateway;
    private final BlockingQueue<String> cue = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = new PipelineFixture(upstream, CallersByHeader.bound());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private String session(String... caller) throws IOException {
        return session(gateway, caller);
    }

    private static String session(PipelineFixture gateway, String... caller) throws IOException {
        RawClient.Answer opened = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), caller));
        assertEquals(200, opened.status(), opened.text());
        return opened.head().value("Mcp-Session-Id");
    }

    private RawClient.Answer call(String session, String... caller) throws IOException {
        return gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x"), caller));
    }

    private static String bodiless(String method, String session, String... more) {
        List<String> fields =
                new ArrayList<>(List.of("MCP-Protocol-Version: 2025-11-25", "Mcp-Session-Id: " + session));
        fields.addAll(List.of(more));
        return Mcp.head(method, "/mcp/up", fields.toArray(String[]::new)) + "\r\n";
    }

    /** The server says on each stream what comes by the cue. */
    private void speaking() {
        upstream.on("GET", (_, wire) -> {
            wire.stream();
            while (true) {
                wire.event("ev-" + System.nanoTime(), cue.take());
            }
        });
    }

    private List<String> notesOfLatest() {
        return gateway.recorder.ended().getLast().notes().stream()
                .map(note -> note.verdict() + " " + note.reason())
                .toList();
    }

    private void refusedAsUnknown(RawClient.Answer answer) {
        assertEquals(404, answer.status());
        assertEquals("session.unknown", answer.reason());
    }

    @Test
    void S1aPostWithTheSessionOfAnother() throws Exception {
        String session = session(ANN);
        refusedAsUnknown(call(session, BOB));
        assertEquals(List.of("hijack session.foreign", "deny session.unknown"), notesOfLatest());
        assertEquals(0, upstream.received("tools/call").size());
        assertEquals(200, call(session, ANN).status());
        assertEquals(List.of(), notesOfLatest());
    }

    @Test
    void S2aStreamOfTheSessionOfAnother() throws Exception {
        speaking();
        String session = session(ANN);
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", session, ANN)).head();
            refusedAsUnknown(gateway.ask(bodiless("GET", session, BOB)));
            assertEquals(List.of("hijack session.foreign", "deny session.unknown"), notesOfLatest());
            cue.put(NOTE.formatted("ann"));
            assertTrue(ann.event().contains("for-ann"), "the first goes on");
            upstream.only("GET");
        }
    }

    @Test
    void S3theEndOfTheSessionOfAnother() throws Exception {
        String session = session(ANN);
        refusedAsUnknown(gateway.ask(bodiless("DELETE", session, BOB)));
        assertEquals(List.of("hijack session.foreign", "deny session.unknown"), notesOfLatest());
        assertEquals(200, call(session, ANN).status());
        assertEquals(0, upstream.received("DELETE").size());
    }

    @Test
    void S4aSessionWithoutAToken() throws Exception {
        try (GatewayFixture real = GatewayFixture.before(upstream)) {
            String session = real.session();
            for (String request : List.of(
                    Mcp.legacy(session, Mcp.legacyCall("1", "x"), "Authorization: "),
                    bodiless("GET", session, "Authorization: "),
                    bodiless("DELETE", session, "Authorization: "))) {
                assertEquals(401, real.ask(request).status());
            }
            assertEquals(
                    200, real.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).status());
        }
    }

    @Test
    void S5theSameUserWithAnotherClient() throws Exception {
        String session = session(ANN, "X-Client: desk");
        for (String other : List.of("X-Client: phone", "X-Client: DESK", "X-Client: ")) {
            refusedAsUnknown(call(session, ANN, other));
        }
        assertEquals(200, call(session, ANN, "X-Client: desk").status());
    }

    @Test
    void S6theSameSubjectOfAnotherIssuerOrTenant() throws Exception {
        String one = "X-Issuer: https://one.example";
        String session = session(ANN, one, "X-Tenant: a");
        refusedAsUnknown(call(session, ANN, "X-Issuer: https://two.example", "X-Tenant: a"));
        refusedAsUnknown(call(session, ANN, one, "X-Tenant: b"));
        refusedAsUnknown(call(session, ANN));
        assertEquals(200, call(session, ANN, one, "X-Tenant: a").status());
    }

    @Test
    void S7anIdThatTheClientBringsToTheHandshake() throws Exception {
        String chosen = "a".repeat(43);
        String given = session(ANN, "Mcp-Session-Id: " + chosen);
        assertNotEquals(chosen, given);
        assertEquals(43, given.length());
        refusedAsUnknown(call(chosen, ANN));
        assertEquals(200, call(given, ANN).status());
    }

    @Test
    void S8aSessionThatSomebodyElseOpenedBefore() throws Exception {
        String attackers = session(BOB);
        String own = session(ANN, "Mcp-Session-Id: " + attackers);
        assertNotEquals(attackers, own);
        refusedAsUnknown(call(attackers, ANN));
        refusedAsUnknown(call(own, BOB));
    }

    @Test
    void S9nothingTellsAForeignIdFromAnUnknownOne() throws Exception {
        String foreign = session(ANN);
        String unknown = foreign.substring(0, 42) + (foreign.endsWith("A") ? "B" : "A");
        for (String method : List.of("POST", "GET", "DELETE")) {
            List<String> answers = new ArrayList<>();
            for (String session : List.of(foreign, unknown)) {
                RawClient.Answer answer =
                        method.equals("POST") ? call(session, BOB) : gateway.ask(bodiless(method, session, BOB));
                answers.add(answer.head().text() + answer.text().replaceAll("bare-\\w+", ""));
            }
            assertEquals(answers.get(0), answers.get(1), method);
        }
    }

    @Test
    void S10idsAreRandom() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            ids.add(session("X-Who: " + i));
        }
        assertEquals(300, ids.size());
        assertTrue(ids.stream().allMatch(id -> id.matches("[A-Za-z0-9_-]{43}")));
        // the bits themselves are counted in SessionsTest
    }

    @Test
    void S11anEventOfAnotherSession() throws Exception {
        speaking();
        String first = session(ANN);
        String event;
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", first, ANN)).head();
            cue.put(NOTE.formatted("ann"));
            ann.event();
            event = "Last-Event-ID: " + ann.lastId();
        }
        String another = session(ANN);
        String bobs = session(BOB);
        refusedAsUnknown(gateway.ask(bodiless("GET", first, event, BOB)));
        for (String request : List.of(bodiless("GET", bobs, event, BOB), bodiless("GET", another, event, ANN))) {
            RawClient.Answer answer = gateway.ask(request);
            assertEquals(400, answer.status());
            assertEquals("validation.event-id", answer.reason());
        }
        String elsewhere = bodiless("GET", first, event, ANN).replace("/mcp/up", "/mcp/other");
        refusedAsUnknown(gateway.ask(elsewhere));
        assertEquals(1, upstream.received("GET").size(), "no server was asked");
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", first, event, ANN)).head();
            Await.until("the owner's own", () -> upstream.received("GET").size() == 2);
        }
        assertTrue(
                upstream.received("GET").getLast().head().value("Last-Event-ID").startsWith("ev-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "ev-1",
                "99999999999999999999999999999999",
                "' OR 1=1 --",
                ".*",
                "../../etc/passwd",
                "%00",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void S12anEventThatWasNeverGiven(String forged) throws Exception {
        String session = session(ANN);
        RawClient.Answer answer = gateway.ask(bodiless("GET", session, "Last-Event-ID: " + forged, ANN));
        assertEquals(400, answer.status());
        assertEquals("validation.event-id", answer.reason());
        assertFalse(answer.text().contains(forged.length() > 2 ? forged : "\"" + forged + "\""));
        assertEquals(0, upstream.received("GET").size());
    }

    @Test
    void S12anEventOfBeforeARestart() throws Exception {
        speaking();
        String event;
        try (PipelineFixture before = new PipelineFixture(upstream, CallersByHeader.bound());
                RawClient ann = before.client()) {
            ann.send(bodiless("GET", session(before, ANN), ANN)).head();
            cue.put(NOTE.formatted("ann"));
            ann.event();
            event = ann.lastId();
        }
        assertEquals(
                400,
                gateway.ask(bodiless("GET", session(ANN), "Last-Event-ID: " + event, ANN))
                        .status());
        assertEquals(
                400,
                gateway.ask(bodiless("GET", session(ANN), "Last-Event-ID: " + "x".repeat(4_000), ANN))
                        .status());
    }

    @Test
    void S13andS27theSessionOfAnotherProcess() throws Exception {
        try (PipelineFixture other = new PipelineFixture(upstream, CallersByHeader.bound())) {
            String session = session(ANN);
            for (String caller : List.of(ANN, BOB)) {
                refusedAsUnknown(other.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x"), caller)));
            }
            assertEquals(0, upstream.received("tools/call").size(), "nothing was queued");
        }
    }

    @Test
    void S14aSecondStreamOfOneSession() throws Exception {
        speaking();
        String session = session(ANN);
        try (RawClient first = gateway.client()) {
            first.send(bodiless("GET", session, ANN)).head();
            RawClient.Answer second = gateway.ask(bodiless("GET", session, ANN));
            assertEquals(409, second.status());
            assertEquals("session.stream-open", second.reason());
            cue.put(NOTE.formatted("first"));
            assertTrue(first.event().contains("for-first"));
        }
        Await.until("the first to be over", () -> gateway.recorder.unended().isEmpty());
        try (RawClient again = gateway.client()) {
            assertEquals(
                    200,
                    RawClient.status(again.send(bodiless("GET", session, ANN)).head()));
        }
    }

    @Test
    void S15noIdWhereThereIsOneSessionOnly() throws Exception {
        session(ANN);
        RawClient.Answer answer =
                gateway.ask(Mcp.post("/mcp/up", Mcp.legacyCall("1", "x"), "MCP-Protocol-Version: 2025-11-25", ANN));
        assertEquals(400, answer.status());
        assertEquals("session.missing", answer.reason());
        assertEquals(0, upstream.received("tools/call").size());
    }

    @Test
    void S16twoHundredUsersWithEqualRequestIds() throws Exception {
        int users = 200;
        Queue<Object> wrong = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(users);
        for (int i = 0; i < users; i++) {
            String user = "user-" + i;
            Thread.ofVirtual().start(() -> {
                try {
                    String session = session("X-Who: " + user);
                    for (int round = 0; round < 3; round++) {
                        String text = user + "-canary-" + round;
                        RawClient.Answer answer =
                                gateway.ask(Mcp.legacy(session, Mcp.legacyCall("7", text), "X-Who: " + user));
                        if (!OutcomePathTest.text(answer).equals(text)) {
                            wrong.add(answer.text());
                        }
                    }
                } catch (Exception | AssertionError failure) {
                    wrong.add(failure);
                } finally {
                    done.countDown();
                }
            });
        }
        assertTrue(done.await(60, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(wrong));
    }

    @Test
    void S17aStreamEndsWithTheTokenThatOpenedIt() throws Exception {
        speaking();
        Instant expiry = Instant.now().plusSeconds(60);
        String session = session(ANN);
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", session, ANN, "X-Expiry: " + expiry)).head();
            Await.until("the stream", () -> !gateway.recorder.opened().isEmpty());
            gateway.underway.expire(expiry.minusMillis(1));
            cue.put(NOTE.formatted("ann"));
            assertTrue(ann.event().contains("for-ann"));
            gateway.underway.expire(expiry);
            assertEquals(Outcome.REVOKED, gateway.recorder.only("stream/open"));
            assertEquals("", ann.event(), "the stream is over");
        }
        assertEquals(200, call(session, ANN).status(), "a new token goes on in the session");
    }

    @Test
    void S18aTokenThatAllowsLessEndsTheStreamThatWasOpenedWithMore() throws Exception {
        speaking();
        String session = session(ANN, "X-Scopes: read write");
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", session, ANN, "X-Scopes: read write")).head();
            Await.until("the stream", () -> !gateway.recorder.opened().isEmpty());
            assertEquals(200, call(session, ANN, "X-Scopes: read write admin").status());
            cue.put(NOTE.formatted("ann"));
            assertTrue(ann.event().contains("for-ann"), "a step up takes nothing away");
            assertEquals(200, call(session, ANN, "X-Scopes: read").status());
            assertEquals(Outcome.REVOKED, gateway.recorder.only("stream/open"));
        }
        try (RawClient ann = gateway.client()) {
            assertEquals(
                    200,
                    RawClient.status(ann.send(bodiless("GET", session, ANN, "X-Scopes: read"))
                            .head()));
        }
    }

    @Test
    void S19aChangeThatAnotherUserMade() throws Exception {
        BlockingQueue<String> anns = new LinkedBlockingQueue<>();
        upstream.on("GET", (request, wire) -> {
            wire.stream();
            boolean first = request.head().value("Mcp-Session-Id").endsWith("-1");
            while (true) {
                wire.event((first ? anns : cue).take());
            }
        });
        try (RawClient ann = gateway.client();
                RawClient bob = gateway.client()) {
            ann.send(bodiless("GET", session(ANN), ANN)).head();
            bob.send(bodiless("GET", session(BOB), BOB)).head();
            anns.put(Mcp.notification("notifications/tools/list_changed", "{}"));
            assertTrue(ann.event().contains("list_changed"));
            cue.put(NOTE.formatted("bob"));
            assertTrue(bob.event().contains("for-bob"), "the first that bob hears is his own");
        }
    }

    @Test
    void S20anAnswerToTheQuestionOfAnother() throws Exception {
        speaking();
        String anns = session(ANN);
        String bobs = session(BOB);
        String another = session(ANN);
        try (RawClient ann = gateway.client()) {
            ann.send(bodiless("GET", anns, ANN)).head();
            cue.put(Mcp.request("77", "elicitation/create", "{\"message\":\"?\"}"));
            String id = ann.message().path("id").toString();
            String answer = Mcp.result(id, "{\"action\":\"accept\",\"content\":{}}");
            refusedAsUnknown(gateway.ask(Mcp.legacy(anns, answer, BOB)));
            for (String request : List.of(Mcp.legacy(bobs, answer, BOB), Mcp.legacy(another, answer, ANN))) {
                RawClient.Answer refused = gateway.ask(request);
                assertEquals(400, refused.status());
                assertEquals("validation.response-unasked", refused.reason());
                assertEquals(List.of("deny validation.response-unasked"), notesOfLatest());
            }
            assertEquals(0, upstream.received("response").size());
            assertEquals(202, gateway.ask(Mcp.legacy(anns, answer, ANN)).status());
        }
    }

    @Test
    void S26aPageOfAnotherOriginOrUnderAnotherName() throws Exception {
        try (GatewayFixture real = GatewayFixture.before(upstream)) {
            String session = real.session();
            for (String field : List.of("Origin: https://evil.example", "Origin: null")) {
                RawClient.Answer answer = real.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x"), field));
                assertEquals(403, answer.status());
                assertEquals("validation.origin", answer.reason());
            }
            String rebound =
                    Mcp.legacy(session, Mcp.legacyCall("1", "x")).replace("Host: localhost", "Host: evil.example");
            assertEquals("validation.host", real.ask(rebound).reason());
            assertEquals(0, upstream.received("tools/call").size());
        }
    }
}
