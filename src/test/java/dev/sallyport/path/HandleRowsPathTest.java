package dev.sallyport.path;

import static dev.sallyport.path.CallersByHeader.ANN;
import static dev.sallyport.path.CallersByHeader.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.practice.session.Bound;
import dev.sallyport.practice.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What nobody may do with a state, a task or a handle of somebody else, and what never shows: each test is one row of the list in {@code
 * docs/practices/session.md}.
 */
final class HandleRowsPathTest {
    private static final String ASKS = "{\"resultType\":\"input_required\",\"inputRequests\":{\"q\":{\"method\":"
            + "\"elicitation/create\",\"params\":{\"message\":\"?\"}}},\"requestState\":\"servers-own-";
    private static final String ANSWER =
            "\"inputResponses\":{\"q\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":\"%s\",";
    private static final String TOOL = "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{%s}}";
    private static final Map<String, Map<String, List<String>>> BASKETS =
            Map.of("up", Map.of("open", List.of("/basket/id"), "add", List.of("/basketId")));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T00:00:00Z"));
    private FakeUpstream upstream;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        String tools = "{\"tools\":[" + TOOL.formatted("echo", "") + "," + TOOL.formatted("open", "") + ","
                + TOOL.formatted("add", "") + "," + TOOL.formatted("look", "") + ","
                + TOOL.formatted("same", "\"idempotentHint\":true") + "]}";
        upstream.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), tools)));
        upstream.on("tools/call", (request, wire) -> {
            JsonNode params = request.json().path("params");
            String asks = ASKS + params.path("name").asString() + "\"}";
            wire.json(Mcp.result(
                    request.id(), params.has("requestState") ? "{\"resultType\":\"complete\",\"content\":[]}" : asks));
        });
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private PipelineFixture gateway(SessionSettings settings) throws IOException {
        InstantSource ticking = now::get;
        Clock clock = ticking.withZone(ZoneId.of("UTC"));
        return new PipelineFixture(
                upstream, CallersByHeader.parts(Bound.guards(Bound.belongings(settings, clock), settings, Map.of())));
    }

    private PipelineFixture gateway() throws IOException {
        return gateway(SessionSettings.DEFAULT);
    }

    private static String call(String tool, String arguments, String more, String... caller) {
        String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";
        String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "," + more + meta + "}";
        return Mcp.modern("/mcp/up", "tools/call", tool, Mcp.request("1", "tools/call", params), caller);
    }

    private static String state(PipelineFixture gateway, String tool, String... caller) throws IOException {
        JsonNode asked =
                gateway.ask(call(tool, "{\"a\":1,\"b\":2}", "", caller)).json();
        String state = asked.path("result").path("requestState").asString(asked.toString());
        assertFalse(state.contains("servers-own"), state);
        return state;
    }

    private static String retry(String tool, String state, String... caller) {
        return call(tool, "{\"a\":1,\"b\":2}", ANSWER.formatted(state), caller);
    }

    private void refused(PipelineFixture gateway, String request) throws IOException {
        int before = upstream.received("tools/call").size();
        RawClient.Answer answer = gateway.ask(request);
        assertEquals("session.request-state", answer.reason(), answer.text());
        assertEquals(400, answer.status());
        assertEquals(before, upstream.received("tools/call").size(), "the server is not asked");
    }

    @Test
    void S21aStateInOtherHandsOrForAnotherRequest() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            String desk = "X-Client: desk";
            String state = state(gateway, "echo", ANN, desk);
            refused(gateway, retry("echo", state, BOB, desk));
            refused(gateway, retry("echo", state, ANN, "X-Client: phone"));
            refused(gateway, retry("echo", state, ANN, desk, "X-Issuer: https://other.example"));
            refused(gateway, retry("look", state, ANN, desk));
            refused(gateway, call("echo", "{\"a\":1,\"b\":3}", ANSWER.formatted(state), ANN, desk));
            refused(gateway, call("echo", "{\"a\":1,\"b\":2,\"c\":0}", ANSWER.formatted(state), ANN, desk));
            // the order of members is nobody's choice
            RawClient.Answer own = gateway.ask(call("echo", "{\"b\":2,\"a\":1}", ANSWER.formatted(state), ANN, desk));
            assertEquals("", own.reason(), own.text());
            assertEquals(
                    "servers-own-echo",
                    upstream.received("tools/call")
                            .getLast()
                            .json()
                            .path("params")
                            .path("requestState")
                            .asString());
        }
    }

    @Test
    void S21aStateThatIsTooOldChangedOrCut() throws Exception {
        try (PipelineFixture gateway = gateway();
                PipelineFixture other = gateway()) {
            String state = state(gateway, "same", ANN);
            refused(other, retry("same", state, ANN));
            for (int at : new int[] {0, 5, 20, 30, state.length() - 1}) {
                char changed = state.charAt(at) == 'A' ? 'B' : 'A';
                refused(gateway, retry("same", state.substring(0, at) + changed + state.substring(at + 1), ANN));
            }
            for (String cut : List.of(
                    "",
                    "A",
                    state.substring(1),
                    state.substring(0, state.length() - 1),
                    state + "A",
                    "servers-own-same")) {
                refused(gateway, retry("same", cut, ANN));
            }
            refused(
                    gateway,
                    call("same", "{\"a\":1,\"b\":2}", ANSWER.formatted("x").replace("\"x\"", "{\"x\":1}"), ANN));
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)).minusMillis(1));
            assertEquals("", gateway.ask(retry("same", state, ANN)).reason());
            now.updateAndGet(time -> time.plusMillis(1));
            refused(gateway, retry("same", state, ANN));
        }
    }

    @Test
    void S22aStateThatWasUsedBefore() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            String once = state(gateway, "echo", ANN);
            assertEquals("", gateway.ask(retry("echo", once, ANN)).reason());
            refused(gateway, retry("echo", once, ANN));
            String harmless = state(gateway, "same", ANN);
            assertEquals("", gateway.ask(retry("same", harmless, ANN)).reason());
            assertEquals("", gateway.ask(retry("same", harmless, ANN)).reason());
        }
        SessionSettings usual = SessionSettings.DEFAULT;
        SessionSettings strict = new SessionSettings(
                usual.idle(), usual.lifetime(), usual.max(), usual.maxPerPrincipal(), true, Optional.empty());
        try (PipelineFixture gateway = gateway(strict)) {
            String state = state(gateway, "same", ANN);
            assertEquals("", gateway.ask(retry("same", state, ANN)).reason());
            refused(gateway, retry("same", state, ANN));
        }
    }

    @Test
    void S22aStateThatWasUsedBeforeTheClockWasSetBack() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            String first = state(gateway, "echo", ANN);
            assertEquals("", gateway.ask(retry("echo", first, ANN)).reason());
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(12)));
            String second = state(gateway, "echo", ANN);
            assertEquals("", gateway.ask(retry("echo", second, ANN)).reason(), "by now the first is forgotten");
            now.updateAndGet(time -> time.minus(Duration.ofMinutes(12)));
            refused(gateway, retry("echo", first, ANN));
            refused(gateway, retry("echo", second, ANN));
            String third = state(gateway, "echo", ANN);
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)).minusMillis(1));
            assertEquals("", gateway.ask(retry("echo", third, ANN)).reason(), "and time goes on");
            String fourth = state(gateway, "echo", ANN);
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
            refused(gateway, retry("echo", fourth, ANN));
        }
    }

    @Test
    void S22whatIsRefusedHasUsedUpNothing() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            String state = state(gateway, "echo", ANN);
            String wrong = ANSWER.formatted(state).replace("\"action\":\"accept\",\"content\":{}", "\"x\":1");
            assertEquals(
                    "validation.input-response",
                    gateway.ask(call("echo", "{\"a\":1,\"b\":2}", wrong, ANN)).reason());
            assertEquals("", gateway.ask(retry("echo", state, ANN)).reason());
        }
    }

    @Test
    void S21aStateFromAClientOfTheOlderEra() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            String session = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), ANN))
                    .head()
                    .value("Mcp-Session-Id");
            String body = Mcp.request("2", "tools/call", "{\"name\":\"echo\",\"requestState\":\"servers-own-echo\"}");
            refused(gateway, Mcp.legacy(session, body, ANN));
        }
    }

    @Test
    void S23theTaskOfAnother() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json(
                            Mcp.result(request.id(), TaskMessages.state("task", "working", "\"taskId\":\"t-1\""))));
            assertEquals(
                    "", gateway.ask(TaskMessages.call("/mcp/up", "echo", ANN)).reason());
            for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
                RawClient.Answer answer = gateway.ask(TaskMessages.ask("/mcp/up", method, "t-1", BOB));
                assertEquals("session.unknown-task", answer.reason());
                assertEquals(0, upstream.received(method).size());
            }
            try (RawClient bob = gateway.client()) {
                bob.send(TaskMessages.listen("/mcp/up", "[\"t-1\"]", BOB));
                assertEquals(
                        "[]",
                        upstream.only("subscriptions/listen")
                                .json()
                                .path("params")
                                .path("notifications")
                                .path("taskIds")
                                .toString());
            }
        }
    }

    /** A server whose baskets have ids that {@code open} gives and {@code add} and {@code look} take. */
    private PipelineFixture baskets() throws IOException {
        upstream.on("tools/call", (request, wire) -> {
            JsonNode params = request.json().path("params");
            String id = params.path("arguments").path("want").asString("");
            String basket = params.path("name").asString().equals("open")
                    ? ",\"structuredContent\":{\"basket\":{\"id\":" + id + "}}"
                    : "";
            wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]" + basket + "}"));
        });
        return new PipelineFixture(upstream, CallersByHeader.bound(SessionSettings.DEFAULT, BASKETS));
    }

    private static String reason(PipelineFixture gateway, String tool, String arguments, String caller)
            throws IOException {
        return gateway.ask(call(tool, arguments, "", caller)).reason();
    }

    @Test
    void S23theHandleOfAnother() throws Exception {
        try (PipelineFixture gateway = baskets()) {
            assertEquals("", reason(gateway, "open", "{\"want\":\"\\\"anns\\\"\"}", ANN));
            assertEquals("", reason(gateway, "open", "{\"want\":\"7\"}", BOB));
            for (String arguments : List.of(
                    "{\"basketId\":\"anns\"}", "{\"basketId\":{\"x\":\"anns\"}}", "{\"basketId\":[\"anns\"]}")) {
                int before = upstream.received("tools/call").size();
                assertEquals("session.handle", reason(gateway, "add", arguments, BOB), arguments);
                assertEquals(before, upstream.received("tools/call").size());
            }
            assertEquals("", reason(gateway, "add", "{\"basketId\":\"anns\"}", ANN));
            assertEquals("", reason(gateway, "add", "{\"basketId\":\"7\"}", BOB), "a number may come as text");
            assertEquals("session.handle", reason(gateway, "add", "{\"basketId\":\"none-such\"}", BOB));
            assertEquals("", reason(gateway, "add", "{\"basketId\":null}", BOB));
        }
    }

    @Test
    void S23theHandleOfAnotherWhereTheSchemaSaysThatOneMayStand() throws Exception {
        try (PipelineFixture gateway = baskets()) {
            assertEquals("", reason(gateway, "open", "{\"want\":\"\\\"anns\\\"\"}", ANN));
            for (String arguments :
                    List.of("{\"basketId\":\"anns\"}", "{\"a\":[{\"id\":\"anns\"}]}", "{\"id\":[\"x\",\"anns\"]}")) {
                assertEquals("session.handle", reason(gateway, "look", arguments, BOB), arguments);
                assertEquals("", reason(gateway, "look", arguments, ANN), arguments);
            }
            for (String arguments : List.of("{\"id\":\"of-something-else\"}", "{\"text\":\"anns\"}")) {
                assertEquals("", reason(gateway, "look", arguments, BOB), arguments);
            }
            // the server gave it to both
            assertEquals("", reason(gateway, "open", "{\"want\":\"\\\"anns\\\"\"}", BOB));
            assertEquals("", reason(gateway, "look", "{\"id\":\"anns\"}", BOB));
        }
    }

    @Test
    void S24aResourceThatAnotherHasReadBefore() throws Exception {
        try (PipelineFixture gateway = gateway()) {
            upstream.on(
                    "resources/read",
                    (request, wire) -> wire.json(Mcp.result(
                            request.id(),
                            "{\"contents\":[{\"uri\":\"a:b\",\"text\":\"n-"
                                    + upstream.received("resources/read").size()
                                    + "\"}],\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}")));
            String body = Mcp.request("1", "resources/read", Mcp.modernParams("\"uri\":\"a:b\""));
            List<String> heard = new ArrayList<>();
            for (String caller : List.of(ANN, BOB)) {
                JsonNode result = gateway.ask(Mcp.modern("/mcp/up", "resources/read", "a:b", body, caller))
                        .json()
                        .path("result");
                heard.add(result.path("contents").path(0).path("text").asString());
                assertEquals("private", result.path("cacheScope").asString());
            }
            assertEquals(List.of("n-1", "n-2"), heard);
        }
    }

    @Test
    void S17whatRunsEndsWithinFiveSecondsOfItsRevocation() throws Exception {
        BlockingQueue<String> never = new LinkedBlockingQueue<>();
        for (String method : List.of("GET", "subscriptions/listen", "tools/call")) {
            upstream.on(method, (_, wire) -> {
                wire.stream().event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
                never.take();
            });
        }
        try (PipelineFixture gateway = gateway();
                RawClient stream = gateway.client();
                RawClient listening = gateway.client();
                RawClient calling = gateway.client();
                RawClient bobs = gateway.client()) {
            String session = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), ANN))
                    .head()
                    .value("Mcp-Session-Id");
            stream.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, ANN) + "\r\n");
            String listen = Mcp.request("5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}"));
            listening.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", listen, ANN));
            calling.send(call("echo", "{}", "", ANN));
            bobs.send(call("echo", "{}", "", BOB));
            for (RawClient open : List.of(stream, listening, calling, bobs)) {
                assertEquals(200, RawClient.status(open.head()));
                open.event();
            }
            long began = System.nanoTime();
            assertEquals(3, gateway.underway.revoke(exchange -> exchange.principal()
                    .id()
                    .equals("ann")));
            assertEquals("", stream.event());
            assertEquals("session.revoked", Mcp.reason(listening.message()));
            assertEquals("session.revoked", Mcp.reason(calling.message()));
            assertTrue(System.nanoTime() - began < 5_000_000_000L);
            for (String method : List.of("stream/open", "subscriptions/listen", "tools/call")) {
                assertEquals(Outcome.REVOKED, gateway.recorder.only(method));
            }
        }
    }

    @Test
    void S28noSessionIdIsWrittenAnywhere() throws Exception {
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        String session;
        try (FailurePathTest.Audited gateway =
                new FailurePathTest.Audited(folder, FailurePathTest.before(upstream), Clock.systemUTC())) {
            session =
                    gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
            gateway.ask(Mcp.legacy(session, Mcp.request("2", "ping", "{}")));
            gateway.ask(Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n");
            gateway.ask(Mcp.legacy(session, Mcp.request("3", "ping", "{}")));
        } finally {
            root.removeHandler(handler);
        }
        String all = LedgerText.in(folder);
        assertTrue(all.contains("\"session\":\""), all);
        assertTrue(all.contains("\"event\":\"session-ended\""), all);
        for (int i = 0; i + 8 <= session.length(); i++) {
            String part = session.substring(i, i + 8);
            assertFalse(all.contains(part) || logged.toString().contains(part));
        }
        assertNotEquals("", session);
    }
}
