package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What servers of the older era ask of clients of the newer, and how those answer. */
final class QuestionPathTest {
    private static final String META_ELICITING =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{},\"sampling\":{}}";
    private static final String CALL = "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},";
    private static final String ELICIT = "{\"mode\":\"form\",\"message\":\"who?\","
            + "\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}}";
    private static final String ACCEPT = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";

    private static final String URL_REQUIRED = "{\"code\":-32042,\"message\":\"sign in\",\"data\":{\"elicitations\":"
            + "[{\"mode\":\"url\",\"message\":\"sign in\",\"elicitationId\":\"7\",\"url\":\"https://example.com/in\"}]}}";

    private final BlockingQueue<String> cue = new SynchronousQueue<>();
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private static String eliciting(String id, String more, String meta) {
        String params = "{" + CALL + more + META_ELICITING + meta + "}}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request(id, "tools/call", params));
    }

    /** The same of a client that lets its user visit a URL. */
    private static String visiting(String id, String more) {
        String meta = META_ELICITING.replace("\"elicitation\":{}", "\"elicitation\":{\"url\":{}}");
        String params = "{" + CALL + more + meta + "}}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request(id, "tools/call", params));
    }

    /** The last message of an answer, whether it came as one or as a stream. */
    private JsonNode last(String request) throws IOException {
        String text = gateway.ask(request).text().strip();
        return Mcp.json(text.substring(text.lastIndexOf("data: ") < 0 ? 0 : text.lastIndexOf("data: ") + 6));
    }

    private static String textOf(JsonNode message) {
        return message.path("result").path("content").path(0).path("text").asString("no text: " + message);
    }

    @Test
    void aQuestionOfALegacyServerEndsTheExchangeAndTheRetryTakesItUp() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("77", "elicitation/create", ELICIT));
            String name = cue.take();
            wire.event(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + name + "\"}]}"))
                    .end();
        });
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            cue.put(request.json().path("result").path("content").path("name").asString("?"));
        });
        JsonNode asked = last(eliciting("1", "", "")).path("result");
        assertEquals("input_required", asked.path("resultType").asString());
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        assertEquals(
                "elicitation/create",
                asked.path("inputRequests").path(key).path("method").asString());
        String state = asked.path("requestState").asString();
        String more = "\"inputResponses\":{\"" + key + "\":" + ACCEPT + "},\"requestState\":\"" + state + "\",";
        JsonNode second = last(eliciting("2", more, ""));
        assertEquals(2, second.path("id").asInt());
        assertEquals("ann", textOf(second));
        assertEquals(1, upstream.received("tools/call").size());
        JsonNode again = last(eliciting("3", more, ""));
        assertEquals("session.request-state", Mcp.reason(again));
        assertEquals(Outcome.DENIED, gateway.recorder.ended().getLast().outcome(), "no failure of the server");
    }

    @Test
    void aRetryThatWaitsHasAStreamLikeTheCallThatItTakesUp() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("77", "elicitation/create", ELICIT));
            cue.take();
            wire.event(Mcp.result(request.id(), "{\"content\":[]}")).end();
        });
        upstream.on("response", (_, wire) -> wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n"));
        JsonNode asked = last(eliciting("1", "", "")).path("result");
        String state = asked.path("requestState").asString();
        try (RawClient client = gateway.client()) {
            client.send(eliciting(
                    "2", "\"inputResponses\":{\"ask-1\":" + ACCEPT + "},\"requestState\":\"" + state + "\",", ""));
            assertEquals("text/event-stream", client.head().value("Content-Type"));
            cue.put("end");
            assertEquals(2, client.message().path("id").asInt());
        }
    }

    @Test
    void aUrlThatMustBeVisitedFirstIsAskedForAndTheRetryIsANewCall() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            if (upstream.received("tools/call").size() % 2 == 1) {
                wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"error\":" + URL_REQUIRED + "}");
            } else {
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            }
        });
        assertEquals(
                -32042, last(eliciting("1", "", "")).path("error").path("code").asInt(), "without the capability");
        assertEquals("x", textOf(last(eliciting("2", "", ""))));
        JsonNode third = last(visiting("3", ""));
        JsonNode asked = third.path("result");
        assertEquals("input_required", asked.path("resultType").asString(), third::toString);
        assertEquals(
                "{\"mode\":\"url\",\"message\":\"sign in\",\"url\":\"https://example.com/in\"}",
                asked.path("inputRequests").path("url-1").path("params").toString());
        assertEquals("x", textOf(last(visiting("4", "\"inputResponses\":{\"url-1\":{\"action\":\"accept\"}},"))));
        assertTrue(last(visiting("5", "")).path("result").has("inputRequests"));
        last(visiting("6", ""));
        JsonNode declined = last(visiting("7", "\"inputResponses\":{\"url-1\":{\"action\":\"decline\"}},"));
        assertEquals(-32042, declined.path("error").path("code").asInt(), declined::toString);
    }

    @Test
    void questionsThatALegacyServerAsksTogetherAreAskedInOneRound() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream()
                    .event(Mcp.request("77", "elicitation/create", ELICIT))
                    .event(Mcp.request("78", "sampling/createMessage", "{\"messages\":[],\"maxTokens\":5}"));
            cue.take();
        });
        JsonNode asks = last(eliciting("1", "", "")).path("result").path("inputRequests");
        List<String> methods =
                asks.valueStream().map(ask -> ask.path("method").asString()).toList();
        assertEquals(List.of("elicitation/create", "sampling/createMessage"), methods);
        cue.put("end");
    }

    @Test
    void aStateIsOfUseForTheSameRequestOnly() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("77", "elicitation/create", ELICIT));
            cue.take();
        });
        JsonNode first = last(eliciting("1", "", ""));
        String state = first.path("result").path("requestState").asString();
        String more = "\"requestState\":\"" + state + "\",";
        String other = eliciting("2", more, "").replace("\"text\":\"x\"", "\"text\":\"y\"");
        assertEquals("session.request-state", Mcp.reason(last(other)));
        cue.put("end");
    }

    @Test
    void aClientThatAnswersNoQuestionsIsNotAsked() throws Exception {
        upstream.legacyOnly();
        upstream.on("tools/call", (request, wire) -> {
            wire.stream().event(Mcp.request("77", "elicitation/create", ELICIT));
            String said = cue.take();
            wire.event(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + said + "\"}]}"))
                    .end();
        });
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            cue.put(request.json().path("error").path("code").toString());
        });
        assertEquals("-32601", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
    }
}
