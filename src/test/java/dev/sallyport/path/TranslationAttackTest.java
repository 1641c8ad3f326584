package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.legacy.DualEraUpstream;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Clients and servers that abuse the translation: what belongs to one principal, call or question never serves another. */
final class TranslationAttackTest {
    private static final String ELICIT = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}";
    private static final String ANN = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private FakeUpstream upstream;
    private PipelineFixture gateway;

    /** Believes what the client says of itself. */
    private static final class Believer implements Guard {
        @Override
        public Phase phase() {
            return Phase.IDENTIFY;
        }

        @Override
        public Verdict admit(Exchange exchange) {
            exchange.identified(
                    new Principal.User(
                            new Principal.Key("", exchange.envelope().headers().value("X-User"), "")),
                    Authentication.of(Authentication.Method.HOME_TOKEN));
            return Verdict.PASS;
        }
    }

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream().legacyOnly();
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            answers.add(request.json());
        });
        gateway = new PipelineFixture(
                (loops, _) -> new DualEraUpstream(
                        new HttpUpstream(
                                new HttpTarget(
                                        URI.create(upstream.url()),
                                        Map.of(),
                                        Optional.empty(),
                                        1 << 20,
                                        Duration.ofSeconds(5)),
                                loops,
                                new Random(1)),
                        Optional.empty(),
                        new SecureRandom(),
                        Clock.systemUTC()),
                new PipelineFixture.Parts(new Believer()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    /** The server asks once in each call and answers with what it was told. */
    private void asking() {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("\"q\"", "elicitation/create", ELICIT));
            JsonNode answer = answers.take();
            String said = answer.path("result").path("content").path("name").asString("nobody");
            wire.event(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + said + "\"}]}"))
                    .end();
        });
    }

    private static String call(String user, String more) {
        return call(user, "x", more);
    }

    private static String call(String user, String text, String more) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}," + more
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{},\"roots\":{}}}}";
        String body = Mcp.request("1", "tools/call", params);
        return Mcp.modern("/mcp/up", "tools/call", "echo", body, "X-User: " + user);
    }

    private JsonNode ask(String request) throws IOException {
        return gateway.ask(request).message();
    }

    private static String text(JsonNode message) {
        return message.path("result").path("content").path(0).path("text").asString(message.toString());
    }

    private static String retry(JsonNode asked, String answer) {
        JsonNode result = asked.path("result");
        String key = result.path("inputRequests").propertyNames().iterator().next();
        return "\"inputResponses\":{\"" + key + "\":" + answer + "},\"requestState\":" + result.path("requestState")
                + ",";
    }

    @Test
    void aStateServesTheRequestAndThePrincipalThatItWasGivenTo() throws Exception {
        asking();
        String more = retry(ask(call("ann", "")), ANN);
        assertEquals("session.request-state", Mcp.reason(ask(call("bob", more))));
        assertEquals("session.request-state", Mcp.reason(ask(call("ann", "y", more))));
        // neither attempt has cost ann her question
        assertEquals("ann", text(ask(call("ann", more))));
        assertEquals("session.request-state", Mcp.reason(ask(call("ann", more))));
        assertEquals(1, upstream.received("tools/call").size());
    }

    @Test
    void ofTwoRetriesAtOnceOneIsTaken() throws Exception {
        asking();
        String more = retry(ask(call("ann", "")), ANN);
        CompletableFuture<JsonNode> other = CompletableFuture.supplyAsync(() -> {
            try {
                return ask(call("ann", more));
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        });
        List<JsonNode> both = List.of(ask(call("ann", more)), other.get());
        assertEquals(
                List.of("", "session.request-state"),
                both.stream().map(Mcp::reason).sorted().toList());
    }

    @Test
    void anAnswerToAnotherKindOfQuestionDoesNotReachTheServer() throws Exception {
        asking();
        JsonNode asked = ask(call("ann", ""));
        assertEquals("validation.input-response", Mcp.reason(ask(call("ann", retry(asked, "{\"roots\":[]}")))));
        assertTrue(upstream.received("response").isEmpty());
        assertEquals("ann", text(ask(call("ann", retry(asked, ANN)))));
    }

    @Test
    void aPingOfTheServerIsAnsweredForTheClient() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("\"p\"", "ping", "{}"));
            JsonNode pong = answers.take();
            String said = pong.path("result").isObject() ? "pong" : "refused";
            wire.event(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + said + "\"}]}"))
                    .end();
        });
        assertEquals("pong", text(ask(call("ann", ""))));
    }

    @Test
    void twoThousandQuestionsAreNotKept() throws Exception {
        upstream.on("tools/call", (request, wire) -> {
            wire.stream();
            for (int i = 0; i < 2_000; i++) {
                wire.event(Mcp.request("" + i, "elicitation/create", ELICIT));
            }
            while (answers.stream().noneMatch(answer -> answer.has("result"))) {
                Thread.sleep(10);
            }
            wire.event(Mcp.result(request.id(), "{\"content\":[]}")).end();
        });
        JsonNode first = ask(call("ann", ""));
        Await.until("the refusals", () -> answers.size() >= 2_000 - 65);
        JsonNode second = ask(call("ann", retry(first, ANN)));
        int kept = second.path("result").path("inputRequests").size();
        assertTrue(kept > 0 && kept <= 64, second.toString());
    }

    @Test
    void aLostSessionDoesNotStopTheListOfTools() throws Exception {
        upstream.on("tools/list", (request, wire) -> {
            if (request.head().value("Mcp-Session-Id").equals("upstream-secret-1")) {
                wire.status(404, "text/plain", "gone");
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.TOOLS));
            }
        });
        ask(call("ann", ""));
        assertEquals("x", text(ask(call("ann", ""))));
    }

    @Test
    void aSubscriptionOutlivesTheSessionThatTheServerForgets() throws Exception {
        upstream.on("initialize", (request, wire) -> {
            String id = "s" + upstream.received("initialize").size();
            wire.json(
                    Mcp.result(
                            request.id(),
                            FakeUpstream.INITIALIZED.replace("{\"tools\":{}}", "{\"tools\":{\"listChanged\":true}}")),
                    "Mcp-Session-Id: " + id);
        });
        upstream.on("GET", (request, wire) -> {
            if (request.head().value("Mcp-Session-Id").equals("s1")) {
                wire.status(404, "text/plain", "gone");
            } else {
                wire.stream().event(Mcp.notification("notifications/tools/list_changed", "{}"));
                answers.take();
            }
        });
        String body = Mcp.request(
                "5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{\"toolsListChanged\":true}"));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", body, "X-User: ann"))
                    .head();
            client.message();
            assertEquals(
                    "notifications/tools/list_changed",
                    client.message().path("method").asString());
        }
        answers.add(Mcp.json("{}"));
    }

    @Test
    void aServerThatTurnsLegacyIsFoundOut() throws Exception {
        upstream.on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.DISCOVERED)));
        assertEquals("x", text(ask(call("ann", ""))));
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            if (request.head().value("Mcp-Session-Id").isEmpty()) {
                wire.status(
                        400,
                        "application/json",
                        FakeUpstream.error("null", -32000, "Bad Request: Server not initialized"));
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            }
        });
        ask(call("ann", ""));
        assertEquals("x", text(ask(call("ann", ""))));
    }

    @Test
    void aServerThatTurnsModernIsFoundOut() throws Exception {
        assertEquals("x", text(ask(call("ann", ""))));
        upstream.on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), FakeUpstream.DISCOVERED)));
        upstream.modernOnly();
        upstream.on("tools/call", (request, wire) -> {
            if (request.head().value("Mcp-Method").isEmpty()) {
                wire.status(404, "text/plain", "gone");
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            }
        });
        // the first finds the session lost, the second finds no handshake
        ask(call("ann", ""));
        ask(call("ann", ""));
        assertEquals("x", text(ask(call("ann", ""))));
    }

    @Test
    void principalsNeverShareASession() throws Exception {
        for (String user : List.of("ann", "bob", "ann", "ann #2", "bob")) {
            assertEquals("x", text(ask(call(user, ""))));
        }
        assertEquals(3, upstream.received("initialize").size());
        Stream<String> sessions =
                upstream.received("tools/call").stream().map(each -> each.head().value("Mcp-Session-Id"));
        assertEquals(3, sessions.distinct().count());
    }
}
