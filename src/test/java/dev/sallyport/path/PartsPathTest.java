package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.path.Probe.Way;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What travels inside a result or a retry is judged as if it had come alone. */
final class PartsPathTest {
    private static final Reason WHY = new Reason("test", "part");
    private static final String ELICIT = "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\"}}";
    private static final String SAMPLE = "{\"method\":\"sampling/createMessage\",\"params\":{\"maxTokens\":5}}";
    private static final String ELICITED = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";
    private static final String SAMPLED = "{\"role\":\"assistant\",\"content\":{},\"model\":\"m\"}";
    private static final String ROOTS = "{\"roots\":[]}";

    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private void asks(String requests) {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(), "{\"resultType\":\"input_required\",\"inputRequests\":" + requests + "}")));
    }

    private static String answering(String responses) {
        String params = "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},\"inputResponses\":" + responses;
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("1", "tools/call", Mcp.modernParams(params)));
    }

    private JsonNode ask(String request, Probe... guards) throws IOException {
        try (PipelineFixture gateway = new PipelineFixture(upstream, new PipelineFixture.Parts(guards))) {
            JsonNode answer = gateway.ask(request).json();
            assertEquals(1, gateway.recorder.ended().size());
            boolean refused = !Mcp.reason(answer).isEmpty();
            assertEquals(
                    refused ? Outcome.DENIED : Outcome.ANSWERED,
                    MemoryRecorder.outcome(gateway.recorder.ended().getFirst()));
            return answer;
        }
    }

    private static BiFunction<Way, Message, Verdict> on(
            Way way, String method, BiFunction<Way, Message, Verdict> verdict) {
        return (seen, message) ->
                seen == way && message.method().equals(method) ? verdict.apply(seen, message) : Verdict.PASS;
    }

    @Test
    void everyQuestionInAResultIsShownAsARequestAndThenTheResult() throws Exception {
        asks("{\"b\":" + ELICIT + ",\"a\":" + SAMPLE + "}");
        Probe probe = new Probe(Phase.DECIDE);
        JsonNode answer = ask(Mcp.modernCall("1", "x"), probe);
        assertEquals(
                List.of(
                        "in Request tools/call",
                        "out Request elicitation/create",
                        "out Request sampling/createMessage",
                        "out Response tools/call"),
                probe.kinds());
        Message.Request first = (Message.Request) probe.seen().get(1).message();
        assertEquals("who?", first.params().path("message").asString());
        assertEquals("b", first.id().json().asString());
        assertEquals(
                "{\"b\":" + ELICIT + ",\"a\":" + SAMPLE + "}",
                answer.path("result").path("inputRequests").toString());
    }

    @Test
    void everyAnswerInARetryIsShownAsAResponseAndThenTheRequest() throws Exception {
        String answers = "{\"z\":" + ROOTS + ",\"b\":" + ELICITED + ",\"a\":" + SAMPLED + "}";
        Probe probe = new Probe(Phase.DECIDE);
        ask(answering(answers), probe);
        assertEquals(
                List.of(
                        "in Response roots/list",
                        "in Response elicitation/create",
                        "in Response sampling/createMessage",
                        "in Request tools/call",
                        "out Response tools/call"),
                probe.kinds());
        assertEquals(
                answers,
                upstream.only("tools/call")
                        .json()
                        .path("params")
                        .path("inputResponses")
                        .toString());
    }

    @Test
    void aReplacedQuestionIsMergedIntoTheResultThatLaterGuardsSee() throws Exception {
        asks("{\"b\":" + ELICIT + ",\"a\":" + SAMPLE + "}");
        Probe last = new Probe(Phase.REWRITE);
        Probe first = new Probe(Phase.DECIDE, on(Way.OUT, "elicitation/create", (_, message) -> {
            Message.Request ask = (Message.Request) message;
            ObjectNode params = ask.body().objectNode().put("message", "redacted");
            return new Verdict.Replace(JsonRpc.request(ask.id(), ask.method(), params), WHY);
        }));
        JsonNode requests =
                ask(Mcp.modernCall("1", "x"), last, first).path("result").path("inputRequests");
        assertEquals("{\"b\":" + ELICIT.replace("who?", "redacted") + ",\"a\":" + SAMPLE + "}", requests.toString());
        Message.Response whole = (Message.Response) last.seen().getLast().message();
        assertEquals(requests, whole.result().path("inputRequests"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"RESOLVE", "REWRITE", "VALIDATE", "DECIDE", "BIND"})
    void aReplacedAnswerIsMergedIntoTheRetryInPhaseRewriteAlone(Phase phase) throws Exception {
        Probe probe = new Probe(phase, on(Way.IN, "elicitation/create", (_, message) -> {
            Message.Response answer = (Message.Response) message;
            ObjectNode result = answer.body().objectNode().put("action", "decline");
            return new Verdict.Replace(JsonRpc.result(answer.id(), answer.method(), result), WHY);
        }));
        JsonNode answer = ask(answering("{\"a\":" + SAMPLED + ",\"b\":" + ELICITED + "}"), probe);
        if (phase == Phase.REWRITE) {
            assertEquals(
                    "{\"a\":" + SAMPLED + ",\"b\":{\"action\":\"decline\"}}",
                    upstream.only("tools/call")
                            .json()
                            .path("params")
                            .path("inputResponses")
                            .toString());
        } else {
            assertEquals("gateway.internal", Mcp.reason(answer));
            assertTrue(upstream.received("tools/call").isEmpty());
        }
    }

    @Test
    void aDeniedPartDeniesTheWhole() throws Exception {
        asks("{\"a\":" + SAMPLE + ",\"b\":" + ELICIT + "}");
        Probe out = new Probe(Phase.DECIDE, on(Way.OUT, "elicitation/create", (_, _) -> new Verdict.Deny(WHY)));
        assertEquals("test.part", Mcp.reason(ask(Mcp.modernCall("1", "x"), out)));
        Probe in = new Probe(Phase.DECIDE, on(Way.IN, "roots/list", (_, _) -> new Verdict.Deny(WHY)));
        JsonNode answer = ask(answering("{\"a\":" + SAMPLED + ",\"b\":" + ROOTS + "}"), in);
        assertEquals("test.part", Mcp.reason(answer));
        assertEquals(1, upstream.received("tools/call").size());
        assertEquals(List.of("in Response sampling/createMessage", "in Response roots/list"), in.kinds());
    }

    @Test
    void aPartThatIsReplacedByWhatIsNoneIsABug() throws Exception {
        asks("{\"b\":" + ELICIT + "}");
        Probe probe = new Probe(Phase.DECIDE, on(Way.OUT, "elicitation/create", (_, message) -> {
            Message.Request ask = (Message.Request) message;
            return new Verdict.Replace(JsonRpc.notification(ask.method(), ask.body()), WHY);
        }));
        assertEquals("gateway.internal", Mcp.reason(ask(Mcp.modernCall("1", "x"), probe)));
    }

    @Test
    void aPartMayWaitForAnotherLaneAndOrderIsKept() throws Exception {
        asks("{\"b\":" + ELICIT + ",\"a\":" + SAMPLE + "}");
        Set<Message> deferred = ConcurrentHashMap.newKeySet();
        Probe probe = new Probe(
                Phase.DECIDE, (_, message) -> deferred.add(message) ? new Verdict.Defer(Lane.CPU) : Verdict.PASS);
        JsonNode answer = ask(answering("{\"y\":" + ROOTS + ",\"x\":" + SAMPLED + "}"), probe);
        assertEquals(2, answer.path("result").path("inputRequests").size());
        assertEquals(
                List.of(
                        "in Response roots/list",
                        "in Response sampling/createMessage",
                        "in Request tools/call",
                        "out Request elicitation/create",
                        "out Request sampling/createMessage",
                        "out Response tools/call"),
                probe.kinds());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{\"q\":7}",
                "{\"q\":{}}",
                "{\"q\":{\"role\":\"assistant\"}}",
                "{\"q\":{\"content\":{}}}",
                "{\"q\":{\"action\":\"accept\",\"roots\":[]}}",
                "{\"q\":{\"action\":\"accept\",\"role\":\"user\",\"content\":{}}}",
                "{\"a\":{\"roots\":[]},\"q\":{\"roots\":[],\"role\":\"user\",\"content\":{}}}",
            })
    void anAnswerOfNoKnownShapeIsRefused(String answers) throws Exception {
        Probe probe = new Probe(Phase.DECIDE);
        JsonNode answer = ask(answering(answers), probe);
        assertEquals("validation.input-response", Mcp.reason(answer));
        assertEquals(-32602, answer.path("error").path("code").asInt());
        assertTrue(probe.seen().isEmpty());
        assertTrue(upstream.received("tools/call").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"q\"",
                "{\"q\":7}",
                "{\"q\":{}}",
                "{\"q\":{\"method\":7}}",
                "{\"q\":{\"method\":\"elicitation/create\",\"Params\":{}}}",
                "{\"q\":{\"method\":\"elicitation/create\",\"params\":[]}}",
                "{\"q\":{\"method\":\"elicitation/create\",\"result\":{}}}",
            })
    void aQuestionThatIsNoRequestDoesNotReachTheClient(String requests) throws Exception {
        asks(requests);
        assertEquals("validation.input-request", Mcp.reason(ask(Mcp.modernCall("1", "x"), new Probe(Phase.DECIDE))));
    }

    @Test
    void sixtyFourPartsPassAndOneMoreDoesNot() throws Exception {
        for (int count : new int[] {64, 65, 10_000}) {
            asks(many(count, ELICIT));
            Probe probe = new Probe(Phase.DECIDE);
            JsonNode answer = ask(Mcp.modernCall("1", "x"), probe);
            assertEquals(count == 64 ? "" : "validation.input-request", Mcp.reason(answer));
            assertEquals(count == 64 ? 66 : 1, probe.seen().size());
            Probe inward = new Probe(Phase.DECIDE);
            String reason = Mcp.reason(ask(answering(many(count, ROOTS)), inward));
            assertEquals(count == 64 ? "" : "validation.input-response", reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"InputRequests", "inputrequests", "ResultType", "RequestState"})
    void aServerCannotAskPastTheGuardsInAnotherCase(String member) throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"" + member + "\":{\"q\":" + ELICIT + "}}")));
        try (PipelineFixture gateway =
                new PipelineFixture(upstream, new PipelineFixture.Parts(new Probe(Phase.DECIDE)))) {
            assertEquals(
                    "upstream.protocol", gateway.ask(Mcp.modernCall("1", "x")).reason());
        }
    }

    @Test
    void anEnvelopeInsideAQuestionDoesNotLeave() throws Exception {
        asks("{\"q\":{\"jsonrpc\":\"1.0\",\"id\":[7],\"x\":1," + ELICIT.substring(1) + "}");
        JsonNode answer = ask(Mcp.modernCall("1", "x"), new Probe(Phase.DECIDE));
        assertEquals(
                "{\"x\":1," + ELICIT.substring(1),
                answer.path("result").path("inputRequests").path("q").toString());
    }

    private static String many(int count, String part) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":" + part)
                .collect(Collectors.joining(",", "{", "}"));
    }
}
