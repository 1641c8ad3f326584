package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.catalog.Definition;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tasks between the eras where something happens meanwhile: questions, changes, losses, and clients that leave. */
final class TaskTranslationPathTest {
    private static final String CALL = "\"name\":\"research\",\"arguments\":{}";
    private static final String T1 = "\"taskId\":\"t1\"";

    private final BlockingQueue<String> cue = new LinkedBlockingQueue<>();
    private FakeUpstream upstream;
    private FakeTasks server;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        server = new FakeTasks(upstream);
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private Transcript modern(String capabilities) {
        server.legacy();
        return new Transcript(gateway, upstream, capabilities);
    }

    private Transcript legacy(String version) throws IOException {
        server.modern();
        return opened(version);
    }

    private Transcript opened(String version) throws IOException {
        Transcript talk = new Transcript(gateway, upstream, FakeTasks.CLIENT);
        talk.open(version);
        return talk;
    }

    private static JsonNode tell(Transcript talk, String id, String method, String params) throws IOException {
        return talk.tell(talk.request(id, method, params));
    }

    private static int code(JsonNode answer) {
        return answer.path("error").path("code").asInt(0);
    }

    private static String status(JsonNode answer) {
        return answer.path("result").path("status").asString("");
    }

    private static String textOf(JsonNode answer) {
        return answer.path("result").path("content").path(0).path("text").asString("no text: " + answer);
    }

    @Test
    void aQuestionOfATaskReachesAClientThatKnowsNoTasks() throws Exception {
        Transcript talk = modern(FakeTasks.CLIENT);
        server.status = "input_required";
        JsonNode asked = tell(talk, "1", "tools/call", CALL).path("result");
        assertEquals("input_required", asked.path("resultType").asString(), asked.toString());
        String more = ",\"inputResponses\":{\"ask-1\":" + FakeTasks.ACCEPT + "},\"requestState\":"
                + asked.path("requestState");
        assertEquals("done", textOf(tell(talk, "2", "tools/call", CALL + more)));
        assertEquals(1, upstream.received("tools/call").size());
        assertTrue(upstream.only("response").text().contains("related-task"));
    }

    @Test
    void aTaskThatNobodyWaitsForAnyMoreIsCancelled() throws Exception {
        Transcript talk = modern(FakeTasks.CLIENT);
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("1", "tools/call", CALL)));
            upstream.only("tasks/result");
        }
        assertEquals(
                "t1",
                upstream.only("tasks/cancel")
                        .json()
                        .path("params")
                        .path("taskId")
                        .asString());
        assertEquals("cancelled", server.status);
    }

    @Test
    void aStreamThatBreaksIsNoEndOfTheTask() throws Exception {
        Transcript talk = modern(FakeTasks.CLIENT);
        upstream.on("tasks/result", (request, wire) -> {
            if (upstream.received("tasks/result").size() == 1) {
                wire.stream().end();
            } else {
                wire.json(Mcp.result(request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"late\"}]}"));
            }
        });
        assertEquals("late", textOf(tell(talk, "1", "tools/call", CALL)));
        assertEquals(1, upstream.received("tools/call").size());
    }

    @Test
    void aSessionThatIsLostWhileATaskRunsDoesNotRepeatTheCall() throws Exception {
        Transcript talk = modern(FakeTasks.CLIENT);
        upstream.on("tasks/result", (_, wire) -> wire.status(404, "text/plain", "gone"));
        assertEquals("upstream.connection-lost", Mcp.reason(tell(talk, "1", "tools/call", CALL)));
        assertEquals(1, upstream.received("tools/call").size());
    }

    @Test
    void aToolThatMayBecomeATaskIsCalledAsItIs() throws Exception {
        server.support = "optional";
        Transcript talk = modern(FakeTasks.TASKING);
        assertEquals("done", textOf(tell(talk, "1", "tools/call", CALL)));
        assertFalse(upstream.only("tools/call").json().path("params").has("task"));
    }

    @Test
    void aTaskIsAskedForInANewSessionWhereTheServerForgotTheOld() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        tell(talk, "1", "tools/call", CALL);
        upstream.on("tasks/get", (request, wire) -> {
            if (upstream.received("tasks/get").size() == 1) {
                wire.status(404, "text/plain", "gone");
            } else {
                wire.json(FakeUpstream.error(request.id(), -32602, "Task not found"));
            }
        });
        assertEquals(-32602, code(tell(talk, "2", "tasks/get", T1)));
        assertEquals(2, upstream.received("initialize").size());
    }

    @Test
    void aTaskIsFoundWhateverItsClientDeclaresLater() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        tell(talk, "1", "tools/call", CALL);
        server.status = "input_required";
        Transcript other = new Transcript(gateway, upstream, "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");
        JsonNode quiet = tell(other, "2", "tasks/get", T1).path("result");
        assertEquals("input_required", quiet.path("status").asString());
        assertTrue(quiet.path("inputRequests").isEmpty(), "it has not declared that it answers");
        JsonNode asks = tell(talk, "3", "tasks/get", T1).path("result").path("inputRequests");
        assertEquals(1, asks.size());
        String key = asks.propertyNames().iterator().next();
        JsonNode wrong = tell(talk, "4", "tasks/update", T1 + ",\"inputResponses\":{\"" + key + "\":{\"roots\":[]}}");
        assertEquals("validation.input-response", Mcp.reason(wrong));
        assertEquals(
                asks,
                tell(talk, "5", "tasks/get", T1).path("result").path("inputRequests"),
                "the same question has the same name");
    }

    @Test
    void aModernClientHearsOfATask() throws Exception {
        upstream.on("GET", (_, wire) -> {
            wire.stream();
            for (String note = cue.take(); !note.equals("end"); note = cue.take()) {
                wire.event(note);
            }
        });
        Transcript talk = modern(FakeTasks.TASKING);
        tell(talk, "1", "tools/call", CALL);
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request(
                            "5", "subscriptions/listen", "\"notifications\":{\"taskIds\":[\"t1\",\"t2\"]}")))
                    .head();
            JsonNode agreed = client.message().path("params").path("notifications");
            assertEquals("[\"t1\"]", agreed.path("taskIds").toString());
            JsonNode first = client.message();
            assertEquals("notifications/tasks", first.path("method").asString());
            assertEquals("working", first.path("params").path("status").asString());
            assertEquals(
                    5,
                    first.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asInt());
            server.status = "completed";
            cue.put(Mcp.notification("notifications/tasks/status", FakeTasks.task("ttl", "pollInterval", "completed")));
            JsonNode last = client.message().path("params");
            assertEquals("completed", last.path("status").asString());
            assertEquals(
                    "done",
                    last.path("result").path("content").path(0).path("text").asString());
        }
        cue.put("end");
    }

    @Test
    void aModernClientHearsOfATaskWhoseServerSaysNothing() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        tell(talk, "1", "tools/call", CALL);
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(
                            talk.request("5", "subscriptions/listen", "\"notifications\":{\"taskIds\":[\"t1\"]}")))
                    .head();
            client.message();
            client.message();
            server.status = "input_required";
            JsonNode asking = client.message().path("params");
            assertEquals("input_required", asking.path("status").asString());
            assertEquals(1, asking.path("inputRequests").size());
        }
    }

    @Test
    void aLegacyClientHearsOfATask() throws Exception {
        Transcript talk = legacy("2025-11-25");
        upstream.on("subscriptions/listen", (request, wire) -> {
            JsonNode wanted = request.json().path("params").path("notifications");
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}";
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/subscriptions/acknowledged",
                            "{\"notifications\":" + wanted + "," + meta + "}"));
            String task = FakeTasks.task("ttlMs", "pollIntervalMs", "completed");
            wire.event(Mcp.notification(
                    "notifications/tasks",
                    task.substring(0, task.length() - 1) + ",\"result\":{\"content\":[]}," + meta + "}"));
            cue.take();
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.head(
                                    "GET",
                                    "/mcp/up",
                                    "Mcp-Session-Id: " + talk.session(),
                                    "MCP-Protocol-Version: 2025-11-25")
                            + "\r\n")
                    .head();
            tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
            JsonNode note = client.message();
            assertEquals("notifications/tasks/status", note.path("method").asString());
            assertEquals(
                    Mcp.json(FakeTasks.task("ttl", "pollInterval", "completed")),
                    note.path("params"),
                    "nothing but the state");
        }
        JsonNode listened = upstream.only("subscriptions/listen").json().path("params");
        assertEquals("[\"t1\"]", listened.path("notifications").path("taskIds").toString());
        assertTrue(listened.path("_meta").toString().contains("\"extensions\""));
        cue.put("end");
    }

    @Test
    void aLegacyClientSeesNoTaskOfAnotherSession() throws Exception {
        Transcript talk = legacy("2025-11-25");
        tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
        String own = tell(talk, "2", "tools/call", CALL + ",\"task\":{}")
                .path("result")
                .path("task")
                .path("taskId")
                .asString();
        Transcript other = opened("2025-11-25");
        for (String id : new String[] {"t1", own}) {
            for (String method : new String[] {"tasks/get", "tasks/result", "tasks/cancel"}) {
                JsonNode answer = tell(other, "\"" + id + method + "\"", method, "\"taskId\":\"" + id + "\"");
                assertEquals(-32602, code(answer), answer.toString());
            }
        }
        assertEquals(
                "[]",
                tell(other, "9", "tasks/list", "").path("result").path("tasks").toString());
        assertEquals("completed", status(tell(talk, "10", "tasks/get", "\"taskId\":\"" + own + "\"")));
    }

    @Test
    void aTaskOfALegacyServerReachesALegacyClientThroughASum() throws Exception {
        server.legacy();
        RawClient.Answer opened = gateway.ask(Mcp.post("/mcp", Mcp.initialize("\"i\"")));
        String[] session = {
            "Mcp-Session-Id: " + opened.head().value("Mcp-Session-Id"), "MCP-Protocol-Version: 2025-11-25"
        };
        JsonNode tasks = opened.json().path("result").path("capabilities").path("tasks");
        assertTrue(tasks.has("list"), tasks.toString());
        String call = Mcp.request("1", "tools/call", "{\"name\":\"up_research\",\"arguments\":{},\"task\":{}}");
        JsonNode task = gateway.ask(Mcp.post("/mcp", call, session))
                .json()
                .path("result")
                .path("task");
        assertTrue(task.path("taskId").asString("").endsWith("t1"), task.toString());
        RawClient.Answer list = gateway.ask(Mcp.post("/mcp", Mcp.request("2", "tasks/list", "{}"), session));
        assertEquals(
                task.path("taskId"),
                list.json().path("result").path("tasks").path(0).path("taskId"));
    }

    @Test
    void aToolHasOneDefinitionWhateverTheEraOfWhoListsIt() throws Exception {
        server.modern();
        tell(new Transcript(gateway, upstream, FakeTasks.TASKING), "1", "tools/call", CALL);
        Definition before = gateway.recorder.ended().getLast().definition();
        Transcript legacy = opened("2025-11-25");
        JsonNode listed = tell(legacy, "1", "tools/list", "");
        assertEquals(
                "optional", listed.at("/result/tools/0/execution/taskSupport").asString(""), listed.toString());
        tell(legacy, "2", "tools/call", CALL);
        Definition after = gateway.recorder.ended().getLast().definition();
        assertFalse(before.isNone());
        assertEquals(before, after);
        assertTrue(after.member("execution").isMissingNode());
    }

    @Test
    void aLargeResultThatCameAtOnceReachesTheClient() throws Exception {
        Transcript talk = legacy("2025-11-25");
        String large = "x".repeat(3 << 20);
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + large + "\"}]}")));
        JsonNode task = tell(talk, "1", "tools/call", CALL + ",\"task\":{}").at("/result/task");
        assertEquals(60_000, task.path("ttl").asInt(0), task.toString());
        assertEquals(large, textOf(tell(talk, "2", "tasks/result", "\"taskId\":" + task.path("taskId"))));
    }

    @Test
    void aLegacyClientThatAskedForNoTaskGetsNone() throws Exception {
        Transcript talk = legacy("2025-11-25");
        assertEquals("done", textOf(tell(talk, "1", "tools/call", CALL)));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(), "{\"resultType\":\"task\",\"taskId\":\"t1\",\"status\":\"working\"}")));
        assertEquals("upstream.protocol", Mcp.reason(tell(talk, "2", "tools/call", CALL)));
    }

    @Test
    void aRevisionWithoutTasksKnowsNone() throws Exception {
        Transcript talk = legacy("2025-06-18");
        assertFalse(Mcp.json(talk.heard.getFirst())
                .path("result")
                .path("capabilities")
                .has("tasks"));
        assertFalse(Mcp.json(talk.heard.getFirst())
                .path("result")
                .path("capabilities")
                .has("extensions"));
        assertEquals("done", textOf(tell(talk, "1", "tools/call", CALL + ",\"task\":{}")));
        assertFalse(upstream.only("tools/call").json().path("params").has("task"));
        assertEquals(-32601, code(tell(talk, "2", "tasks/get", T1)));
        tell(talk, "3", "tools/list", "");
        assertFalse(talk.heard.getLast().contains("taskSupport"), talk.heard.getLast());
    }

    @Test
    void aLegacyClientWaitsForTheResultAcrossPolls() throws Exception {
        Transcript talk = legacy("2025-11-25");
        tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("2", "tasks/result", T1)));
            Await.until("the second poll", () -> upstream.received("tasks/get").size() > 2);
            server.status = "completed";
            assertEquals("done", textOf(client.read().json()));
        }
    }

    @Test
    void aLegacyClientThatWouldNotAnswerTellsTheServerThatItCancelled() throws Exception {
        Transcript talk = legacy("2025-11-25");
        tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
        server.status = "input_required";
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("2", "tasks/result", T1))).head();
            String id = client.message().path("id").toString();
            talk.tell(FakeUpstream.error(id, -1, "no"));
            assertEquals("done", textOf(client.message()));
        }
        JsonNode answers = upstream.only("tasks/update").json().path("params").path("inputResponses");
        assertEquals("cancel", answers.path("k1").path("action").asString());
    }

    @Test
    void aCancelledTaskOfALegacyClientStaysCancelledAndEndsTheWait() throws Exception {
        Transcript talk = legacy("2025-11-25");
        tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("2", "tasks/result", T1)));
            upstream.only("tasks/get");
            assertEquals("cancelled", status(tell(talk, "3", "tasks/cancel", T1)));
            server.status = "completed";
            assertEquals(-32600, code(client.read().json()));
        }
        assertEquals("cancelled", status(tell(talk, "4", "tasks/get", T1)));
        assertNotEquals("done", textOf(tell(talk, "5", "tasks/result", T1)));
    }

    @Test
    void aListHasPagesAndEachTaskAsItIsNow() throws Exception {
        Transcript talk = legacy("2025-11-25");
        tell(talk, "1", "tools/call", CALL + ",\"task\":{}");
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
        for (int i = 0; i < 17; i++) {
            tell(talk, "\"c" + i + "\"", "tools/call", CALL + ",\"task\":{}");
        }
        server.status = "input_required";
        JsonNode page = tell(talk, "2", "tasks/list", "").path("result");
        assertEquals(16, page.path("tasks").size());
        assertEquals("input_required", page.path("tasks").path(0).path("status").asString());
        JsonNode rest = tell(talk, "3", "tasks/list", "\"cursor\":" + page.path("nextCursor"))
                .path("result");
        assertEquals(2, rest.path("tasks").size());
        assertFalse(rest.has("nextCursor"));
        assertEquals(-32602, code(tell(talk, "4", "tasks/list", "\"cursor\":\"nowhere\"")));
    }
}
