package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Servers that lose the session of a client of the same, older era: another begins under the client's feet. */
final class RenewalPathTest {
    private static final String ABLE = FakeUpstream.INITIALIZED.replace(
            "{\"tools\":{}}", "{\"logging\":{},\"tools\":{},\"resources\":{\"subscribe\":true}}");
    private static final String ELICIT = "{\"mode\":\"form\",\"message\":\"who?\",\"requestedSchema\":{}}";

    @TempDir
    private Path folder;

    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.legacyOnly();
        answering(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json()))));
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    /** Answers {@code method} in sessions that are not forgotten. */
    private void answering(String method, FakeUpstream.Script script) {
        upstream.on(method, (request, wire) -> {
            if (forgotten.contains(request.head().value("Mcp-Session-Id"))) {
                wire.status(404, "text/plain", "no such session");
            } else {
                script.answer(request, wire);
            }
        });
    }

    private void open(String initialized) {
        int[] count = {0};
        upstream.on("initialize", (request, wire) -> {
            count[0]++;
            wire.json(Mcp.result(request.id(), initialized), "Mcp-Session-Id: upstream-secret-" + count[0]);
        });
    }

    private void done(String method) {
        answering(method, (request, wire) -> wire.json(Mcp.result(request.id(), "{}")));
    }

    private RawClient.Answer call(String session, String id) throws IOException {
        return gateway.ask(Mcp.legacy(session, Mcp.legacyCall(id, "text " + id)));
    }

    private void end(String session) throws IOException {
        String delete = Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n";
        assertEquals(204, gateway.ask(delete).status());
    }

    private static JsonNode params(FakeUpstream.Received received) {
        return received.json().path("params");
    }

    @Test
    void aServerThatForgotTheSessionIsInitializedAgainAndTheClientSeesNothing() throws Exception {
        open(ABLE);
        done("logging/setLevel");
        done("resources/subscribe");
        done("resources/unsubscribe");
        String session = gateway.session();
        assertEquals("text 1", OutcomePathTest.text(call(session, "1")));
        List<String> told = List.of(
                Mcp.request("2", "logging/setLevel", "{\"level\":\"warning\"}"),
                Mcp.request("3", "resources/subscribe", "{\"uri\":\"a:kept\"}"),
                Mcp.request("4", "resources/subscribe", "{\"uri\":\"a:ended\"}"),
                Mcp.request("5", "resources/unsubscribe", "{\"uri\":\"a:ended\"}"));
        for (String each : told) {
            assertEquals(200, gateway.ask(Mcp.legacy(session, each)).status());
        }
        forgotten.add("upstream-secret-1");
        assertEquals("text 6", OutcomePathTest.text(call(session, "6")));
        assertEquals("text 7", OutcomePathTest.text(call(session, "7")));

        List<FakeUpstream.Received> opened = upstream.received("initialize");
        assertEquals(2, opened.size());
        assertEquals(params(opened.get(0)), params(opened.get(1)));
        assertEquals(2, upstream.received("notifications/initialized").size());
        Await.until(
                "what was told", () -> upstream.received("resources/subscribe").size() == 3);
        assertEquals(
                "a:kept",
                params(upstream.received("resources/subscribe").get(2))
                        .path("uri")
                        .asString());
        Await.until("the level", () -> upstream.received("logging/setLevel").size() == 2);
        assertEquals(
                "warning",
                params(upstream.received("logging/setLevel").get(1))
                        .path("level")
                        .asString());
        assertEquals(4, upstream.received("tools/call").size(), "once more, and no more than that");
        assertEquals(1, gateway.gateway.sessionCount());
    }

    @Test
    void aServerThatSays400WhereItKnowsNoSessionIsUnderstood() throws Exception {
        String unknown = "Bad Request: No valid session ID provided";
        for (String method : List.of("tools/call", "ping", "tools/list")) {
            upstream.on(method, (request, wire) -> {
                if (forgotten.contains(request.head().value("Mcp-Session-Id"))) {
                    wire.status(400, "application/json", FakeUpstream.error("null", -32000, unknown));
                } else if (method.equals("tools/list")) {
                    wire.json(Mcp.result(request.id(), FakeUpstream.TOOLS));
                } else {
                    wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
                }
            });
        }
        String session = gateway.session();
        assertEquals("text 1", OutcomePathTest.text(call(session, "1")));
        assertEquals("m", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "m"))));
        forgotten.addAll(List.of("upstream-secret-1", "upstream-secret-2"));
        assertEquals("text 2", OutcomePathTest.text(call(session, "2")));
        assertEquals("n", OutcomePathTest.text(gateway.ask(Mcp.modernCall("2", "n"))));
        assertEquals(2, upstream.received("ping").size());
        assertEquals(4, upstream.received("initialize").size());
    }

    @Test
    void anErrorWith400OfAServerThatKnowsTheSessionIsTheServersOwn() throws Exception {
        String session = gateway.session();
        call(session, "1");
        answering("ping", (request, wire) -> wire.json(Mcp.result(request.id(), "{}")));
        answering(
                "tools/call",
                (request, wire) ->
                        wire.status(400, "application/json", FakeUpstream.error(request.id(), -32602, "not so")));
        RawClient.Answer answer = call(session, "2");
        assertEquals("not so", answer.json().path("error").path("message").asString());
        assertEquals(1, upstream.received("initialize").size());
    }

    @Test
    void callsThatFindTheSessionLostAtOnceShareOneHandshake() throws Exception {
        String session = gateway.session();
        call(session, "1");
        forgotten.add("upstream-secret-1");
        List<String> texts = IntStream.range(2, 18)
                .parallel()
                .mapToObj(i -> {
                    try {
                        return i + OutcomePathTest.text(call(session, "" + i));
                    } catch (IOException broken) {
                        throw new AssertionError(broken);
                    }
                })
                .toList();
        assertEquals(IntStream.range(2, 18).mapToObj(i -> i + "text " + i).toList(), texts);
        assertEquals(2, upstream.received("initialize").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "capability", "refused"})
    void whereTheServerIsNotWhatItWasTheSessionIsOver(String change) throws Exception {
        open(ABLE);
        String session = gateway.session();
        call(session, "1");
        forgotten.add("upstream-secret-1");
        upstream.on("initialize", (request, wire) -> {
            switch (change) {
                case "version" -> wire.json(Mcp.result(request.id(), ABLE.replace("2025-11-25", "2025-06-18")));
                case "capability" -> wire.json(Mcp.result(request.id(), ABLE.replace("\"subscribe\":true", "")));
                default -> wire.json(FakeUpstream.error(request.id(), -32000, "no"));
            }
        });
        RawClient.Answer answer = call(session, "2");
        assertEquals(404, answer.status());
        assertEquals("upstream.session-lost", answer.reason());
        assertEquals(0, gateway.gateway.sessionCount());
    }

    @Test
    void whatIsLateInASessionThatItsClientHasEndedBeginsNoOther() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        upstream.on("tools/call", (_, wire) -> {
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            wire.status(404, "text/plain", "no such session");
        });
        String session = gateway.session();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
            Await.until("the call", () -> !upstream.received("tools/call").isEmpty());
            end(session);
            ended.countDown();
            assertEquals("upstream.session-lost", client.read().reason());
        }
        assertEquals(1, upstream.received("initialize").size());
    }

    @Test
    void aSessionThatTheServerWasBeginningWhenItsClientEndedItIsEndedThere() throws Exception {
        String session = gateway.session();
        call(session, "1");
        forgotten.add("upstream-secret-1");
        CountDownLatch ended = new CountDownLatch(1);
        upstream.on("initialize", (request, wire) -> {
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            wire.json(Mcp.result(request.id(), FakeUpstream.INITIALIZED), "Mcp-Session-Id: upstream-secret-2");
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.legacy(session, Mcp.legacyCall("2", "x")));
            Await.until("another", () -> upstream.received("initialize").size() == 2);
            end(session);
            ended.countDown();
            assertEquals("upstream.session-lost", client.read().reason());
        }
        Await.until("its end", () -> upstream.received("DELETE").stream()
                .anyMatch(end -> end.head().value("Mcp-Session-Id").equals("upstream-secret-2")));
    }

    @Test
    void aServerThatIsNotThereForTheHandshakeFailsTheCallAndNotTheSession() throws Exception {
        String session = gateway.session();
        call(session, "1");
        forgotten.add("upstream-secret-1");
        upstream.on("initialize", (_, wire) -> wire.status(503, "text/plain", "soon"));
        assertEquals("upstream.status", call(session, "2").reason());
        open(FakeUpstream.INITIALIZED.replace("fake", "anew"));
        forgotten.clear();
        assertEquals("text 3", OutcomePathTest.text(call(session, "3")));
    }

    @Test
    void theStreamOfTheClientGoesOnInTheNewSession() throws Exception {
        BlockingQueue<String> cue = new LinkedBlockingQueue<>();
        answering("GET", (request, wire) -> {
            wire.stream();
            String note = cue.take();
            wire.event(Mcp.notification(
                    "notifications/message",
                    "{\"level\":\"info\",\"data\":\"" + note + request.head().value("Mcp-Session-Id") + "\"}"));
            wire.isClosedWithin(10_000);
        });
        String session = gateway.session();
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25")
                            + "\r\n")
                    .head();
            Await.until("the stream", () -> !upstream.received("GET").isEmpty());
            cue.put("first ");
            assertEquals(
                    "first upstream-secret-1",
                    client.message().path("params").path("data").asString());
            forgotten.add("upstream-secret-1");
            call(session, "1");
            Await.until("the stream", () -> upstream.received("GET").size() == 2);
            cue.put("second ");
            assertEquals(
                    "second upstream-secret-2",
                    client.message().path("params").path("data").asString());
        }
    }

    @Test
    void anAnswerToAQuestionOfTheLostSessionNeverReachesAnotherQuestion() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        upstream.on("tools/call", (request, wire) -> {
            String session = request.head().value("Mcp-Session-Id");
            if (forgotten.contains(session)) {
                wire.status(404, "text/plain", "no such session");
                return;
            }
            wire.stream().event(Mcp.request("77", "sampling/createMessage", ELICIT));
            boolean due = answered.await(10, TimeUnit.SECONDS);
            assertTrue(due);
            wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            heard.add(request.json().path("id") + " "
                    + request.json().path("result").path("for").asString());
        });
        String session = gateway.session();
        try (RawClient first = gateway.client();
                RawClient second = gateway.client()) {
            first.send(Mcp.legacy(session, Mcp.legacyCall("1", "x"))).head();
            String old = first.message().path("id").toString();
            forgotten.add("upstream-secret-1");
            second.send(Mcp.legacy(session, Mcp.legacyCall("2", "y"))).head();
            String fresh = second.message().path("id").toString();
            assertNotEquals(old, fresh);
            assertEquals(
                    202,
                    gateway.ask(Mcp.legacy(session, Mcp.result(old, "{\"for\":\"old\"}")))
                            .status());
            assertEquals(
                    202,
                    gateway.ask(Mcp.legacy(session, Mcp.result(fresh, "{\"for\":\"fresh\"}")))
                            .status());
            assertEquals("77 fresh", heard.poll(10, TimeUnit.SECONDS));
            assertTrue(heard.isEmpty(), heard.toString());
            answered.countDown();
            assertEquals(2, second.message().path("id").asInt());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "principal", "shared"})
    void aChildThatDiesInACallIsReplacedAtTheNextAndTheCallIsNotRepeated(String isolation) throws Exception {
        Path log = folder.resolve("log");
        try (GatewayFixture local = GatewayFixture.of(
                "servers: { up: { command: " + Children.command("once", log) + ", isolation: " + isolation + " } }")) {
            String session = local.session();
            RawClient.Answer broken = local.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
            assertEquals("upstream.connection-lost", broken.reason());
            RawClient.Answer answer = local.ask(Mcp.legacy(session, Mcp.legacyCall("2", "y")));
            assertEquals("y", OutcomePathTest.text(answer), answer.text());
            assertEquals(2, Children.log(log, "\"initialize\"").size());
            assertEquals(2, Children.log(log, "tools/call").size());
            assertEquals(1, local.gateway.sessionCount());
        }
    }

    @Test
    void callsThatGoOnForNobodyAreBoundedInATranslatedSession() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        try (FakeUpstream modern = new FakeUpstream().modernOnly();
                GatewayFixture before = GatewayFixture.before(modern)) {
            modern.on("tools/call", (_, wire) -> {
                begun.incrementAndGet();
                ended.addAndGet(wire.isClosedWithin(20_000) ? 1 : 0);
            });
            String session = before.session();
            for (int i = 1; i <= 70; i++) {
                int count = i;
                try (RawClient client = before.client()) {
                    client.send(Mcp.legacy(session, Mcp.legacyCall(String.valueOf(i), "x")));
                    Await.until("call " + i, () -> begun.get() == count);
                }
            }
            Await.until("the end of those beyond 64", () -> ended.get() == 6);
        }
    }

    @Test
    void aTranslatedSessionGoesOnAtAServerWithOtherSettings() throws Exception {
        try (FakeUpstream modern = new FakeUpstream().modernOnly();
                GatewayFixture before = GatewayFixture.before(modern)) {
            String session = before.session();
            before.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x")));
            before.gateway.reload(GatewayFixture.settings(
                    "servers: { up: { url: '" + modern.url() + "', headers: { X-Other: 'yes' } } }"));
            assertEquals("text", OutcomePathTest.text(before.ask(Mcp.legacy(session, Mcp.legacyCall("2", "text")))));
            assertEquals("yes", modern.received("tools/call").get(1).head().value("X-Other"));
        }
    }

    @Test
    void whoListensHearsThatTheListsOfANewSessionMayBeOthers() throws Exception {
        open(FakeUpstream.INITIALIZED.replace("{\"tools\":{}}", "{\"tools\":{\"listChanged\":true},\"prompts\":{}}"));
        answering("GET", (_, wire) -> wire.stream().isClosedWithin(10_000));
        String session = gateway.session();
        try (RawClient older = gateway.client();
                RawClient newer = gateway.client()) {
            older.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25")
                            + "\r\n")
                    .head();
            String listen =
                    Mcp.modernParams("\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}");
            newer.send(Mcp.modern(
                            "/mcp/up", "subscriptions/listen", "", Mcp.request("9", "subscriptions/listen", listen)))
                    .head();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    newer.message().path("method").asString());
            Await.until("both streams", () -> upstream.received("GET").size() == 2);
            forgotten.addAll(Set.of("upstream-secret-1", "upstream-secret-2"));
            call(session, "1");
            gateway.ask(Mcp.modernCall("2", "x"));
            for (RawClient client : List.of(older, newer)) {
                assertEquals(
                        "notifications/tools/list_changed",
                        client.message().path("method").asString());
                assertFalse(client.isReadableWithin(200), "one list was said to change");
            }
        }
    }

    @Test
    void aServerWithOtherSettingsIsInitializedForTheSessionsThatGoOn() throws Exception {
        String session = gateway.session();
        call(session, "1");
        gateway.gateway.reload(GatewayFixture.settings(
                "servers: { up: { url: '" + upstream.url() + "', headers: { X-Other: 'yes' } } }"));
        assertEquals("text 2", OutcomePathTest.text(call(session, "2")));
        assertEquals("yes", upstream.received("tools/call").get(1).head().value("X-Other"));
        assertEquals(2, upstream.received("initialize").size());
    }
}
