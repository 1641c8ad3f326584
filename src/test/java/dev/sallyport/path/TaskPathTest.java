package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a task carries is judged like the answer to the call that began it. Source: ext-tasks. */
final class TaskPathTest {
    private static final String TYPED = "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
            + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"],"
            + "\"properties\":{\"n\":{\"type\":\"integer\"}}}}]}";
    private static final String RIGHT = "\"result\":{\"content\":[],\"structuredContent\":{\"n\":1}}";

    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), TYPED)));
        created("\"taskId\":\"t-1\"");
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    /** From now on a call begins a task with these members. */
    private void created(String members) {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), TaskMessages.state("task", "working", members))));
    }

    /** From now on the task is in this state. */
    private void is(String status, String members) {
        upstream.on(
                "tasks/get",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), TaskMessages.state("complete", status, members))));
    }

    private JsonNode call() throws IOException {
        return gateway.ask(TaskMessages.call("/mcp/up", "echo")).json();
    }

    private JsonNode get(String id) throws IOException {
        return gateway.ask(TaskMessages.ask("/mcp/up", "tasks/get", id)).json();
    }

    @Test
    void aCallMayBeginATaskThoughItsToolHasAnOutputSchema() throws Exception {
        JsonNode answer = call();
        assertEquals("", Mcp.reason(answer), answer.toString());
        assertEquals("t-1", answer.path("result").path("taskId").asString(""));
    }

    @Test
    void aTaskThatTheClientDidNotDeclareIsRefused() throws Exception {
        JsonNode answer = gateway.ask(Mcp.modernCall("1", "x")).json();
        assertEquals("session.task-undeclared", Mcp.reason(answer), answer.toString());
        assertFalse(answer.toString().contains("taskId"), answer.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\":\"working\"",
                "\"taskId\":7",
                "\"taskId\":\"\"",
                "\"taskId\":\"t\",\"TaskId\":\"u\"",
                "\"taskId\":\"t\",\"Result\":{\"content\":[]}",
                "\"taskId\":\"t\",\"structuredContent\":{\"n\":\"x\"}",
                "\"taskId\":\"t\",\"content\":[]",
                "\"taskId\":\"t\",\"result\":7",
                "\"taskId\":\"t\",\"error\":{\"code\":1,\"message\":\"m\"},\"result\":{}",
                "\"taskId\":\"t\",\"error\":{\"message\":\"m\"}",
            })
    void whatIsNoTaskDoesNotReachTheClientAsOne(String members) throws Exception {
        created(members);
        assertEquals("upstream.protocol", Mcp.reason(call()));
    }

    @Test
    void aTaskIdIsOfBoundedLength() throws Exception {
        created("\"taskId\":\"" + "t".repeat(1_024) + "\"");
        assertEquals("", Mcp.reason(call()));
        created("\"taskId\":\"" + "t".repeat(1_025) + "\"");
        assertEquals("upstream.protocol", Mcp.reason(call()));
    }

    @Test
    void onlyACallBeginsATask() throws Exception {
        upstream.on(
                "prompts/get",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), TaskMessages.state("task", "working", "\"taskId\":\"t\""))));
        JsonNode answer = gateway.ask(Mcp.modern(
                        "/mcp/up",
                        "prompts/get",
                        "p",
                        Mcp.request("1", "prompts/get", TaskMessages.params("\"name\":\"p\""))))
                .json();
        assertEquals("upstream.protocol", Mcp.reason(answer), answer.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"content\":[],\"structuredContent\":{\"n\":1}} | ",
                "{\"content\":[],\"isError\":true} | ",
                "{\"content\":[],\"structuredContent\":{\"n\":\"x\"}} | validation.result-mismatch",
                "{\"content\":[]} | validation.result-mismatch",
            })
    void theFinalResultIsHeldAgainstTheSchemaOfTheTool(String result, String reason) throws Exception {
        call();
        is("completed", "\"taskId\":\"t-1\",\"result\":" + result);
        JsonNode answer = get("t-1");
        assertEquals(reason == null ? "" : reason, Mcp.reason(answer), answer.toString());
        if (reason == null) {
            assertEquals(result, answer.path("result").path("result").toString());
        }
    }

    @Test
    void theErrorOfATaskPasses() throws Exception {
        call();
        is("failed", "\"taskId\":\"t-1\",\"error\":{\"code\":-32603,\"message\":\"no\"}");
        JsonNode answer = get("t-1");
        assertEquals(-32603, answer.path("result").path("error").path("code").asInt(), answer.toString());
    }

    @Test
    void anAnswerAboutAnotherTaskIsNone() throws Exception {
        call();
        is("completed", "\"taskId\":\"t-2\"," + RIGHT);
        assertEquals("upstream.protocol", Mcp.reason(get("t-1")));
    }

    @Test
    void ofATaskThatWasForgottenPassesWhatNeedsNoSchema() throws Exception {
        is("working", "\"taskId\":\"t-0\"");
        assertEquals("", Mcp.reason(get("t-0")));
        is("completed", "\"taskId\":\"t-0\",\"result\":{\"content\":[]}");
        assertEquals("", Mcp.reason(get("t-0")));
        is("completed", "\"taskId\":\"t-0\"," + RIGHT);
        assertEquals("validation.task-forgotten", Mcp.reason(get("t-0")));
    }

    @Test
    void theRecordNamesTheToolOfATask() throws Exception {
        call();
        is("working", "\"taskId\":\"t-1\"");
        get("t-1");
        gateway.recorder.only("tasks/get");
        assertEquals("echo", gateway.recorder.ended().getLast().definition().name());
    }

    @Test
    void theServerHearsTheNameOfTheTask() throws Exception {
        call();
        is("working", "\"taskId\":\"t-1\"");
        get("t-1");
        assertEquals("t-1", upstream.only("tasks/get").head().value("Mcp-Name"));
        String other = TaskMessages.ask("/mcp/up", "tasks/get", "t-1").replace("Mcp-Name: t-1", "Mcp-Name: t-2");
        assertEquals("validation.header-mismatch", gateway.ask(other).reason());
    }

    @Test
    void whatATaskAsksAndIsAnsweredIsJudgedPartByPart() throws Exception {
        String asks = "{\"q\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\"}}}";
        is("input_required", "\"taskId\":\"t-1\",\"inputRequests\":" + asks);
        upstream.on("tasks/update", (request, wire) -> wire.json(Mcp.result(request.id(), "{}")));
        Probe probe = new Probe(Phase.DECIDE);
        try (PipelineFixture bare = new PipelineFixture(upstream, new PipelineFixture.Parts(probe))) {
            bare.ask(TaskMessages.ask("/mcp/up", "tasks/get", "t-1"));
            bare.ask(TaskMessages.ask("/mcp/up", "tasks/update", "t-1"));
        }
        assertEquals(
                List.of(
                        "in Request tasks/get",
                        "out Request elicitation/create",
                        "out Response tasks/get",
                        "in Response elicitation/create",
                        "in Request tasks/update",
                        "out Response tasks/update"),
                probe.kinds());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"result\":{\"content\":[]} | Response",
                "\"error\":{\"code\":1,\"message\":\"m\"} | Response",
                "\"inputRequests\":{\"q\":{\"method\":\"roots/list\"}} | Request"
            })
    void whatANotificationCarriesIsJudgedAndReplacedAsIfItHadComeAlone(String carried, String kind) throws Exception {
        upstream.on("subscriptions/listen", (request, wire) -> wire.stream()
                .event(Mcp.notification(
                        "notifications/tasks",
                        TaskMessages.state("complete", "working", "\"taskId\":\"t\"," + carried))));
        Probe probe = new Probe(Phase.DECIDE, (way, message) -> {
            boolean result = message instanceof Message.Response response && !response.isError();
            return result && message.method().equals("tools/call")
                    ? new Verdict.Replace(
                            ((Message.Response) message)
                                    .with(((Message.Response) message).body().objectNode()),
                            new Reason("test", "part"))
                    : Verdict.PASS;
        });
        try (PipelineFixture bare = new PipelineFixture(upstream, new PipelineFixture.Parts(probe));
                RawClient client = bare.client()) {
            client.send(TaskMessages.listen("/mcp/up", "[\"t\"]")).head();
            JsonNode params = client.message().path("params");
            assertEquals(carried.contains("result"), params.path("result").isEmpty() && params.has("result"));
            assertEquals("t", params.path("taskId").asString());
        }
        String method = kind.equals("Request") ? "roots/list" : "tools/call";
        assertEquals(
                List.of(
                        "in Request subscriptions/listen",
                        "out " + kind + " " + method,
                        "out Notification notifications/tasks"),
                probe.kinds());
    }

    @Test
    void theResultInANotificationIsHeldAgainstTheSchemaOfItsTool() throws Exception {
        call();
        upstream.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            for (String result : List.of("{\"content\":[]}", "{\"content\":[],\"structuredContent\":{\"n\":2}}")) {
                wire.event(Mcp.notification(
                        "notifications/tasks",
                        TaskMessages.state("complete", "completed", "\"taskId\":\"t-1\",\"result\":" + result)));
            }
        });
        try (RawClient client = gateway.client()) {
            client.send(TaskMessages.listen("/mcp/up", "[\"t-1\"]")).head();
            JsonNode params = client.message().path("params");
            assertEquals(
                    2, params.path("result").path("structuredContent").path("n").asInt());
        }
    }

    @Test
    void aQuestionInsideAFinalResultIsNoResult() throws Exception {
        call();
        for (String inner : List.of(
                "{\"resultType\":\"input_required\",\"inputRequests\":{}}",
                "{\"inputRequests\":{}}",
                "{\"resultType\":\"task\",\"taskId\":\"t-2\"}",
                "{\"InputRequests\":{}}")) {
            is("completed", "\"taskId\":\"t-1\",\"result\":" + inner);
            assertEquals("upstream.protocol", Mcp.reason(get("t-1")), inner);
        }
    }
}
