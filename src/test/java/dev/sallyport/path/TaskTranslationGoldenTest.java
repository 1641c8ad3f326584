package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Transcripts of tasks between the eras, one file for each conversation. */
final class TaskTranslationGoldenTest {
    private static final String CALL = "\"name\":\"research\",\"arguments\":{}";

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

    private Transcript legacy() throws IOException {
        server.modern();
        Transcript talk = new Transcript(gateway, upstream, FakeTasks.CLIENT);
        talk.open("2025-11-25");
        return talk;
    }

    private static JsonNode of(Transcript talk, String id, String method, String more) throws IOException {
        return talk.tell(talk.request(id, method, "\"taskId\":\"t1\"" + more));
    }

    @Test
    void aModernClientFollowsATaskToItsEnd() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        talk.tell(talk.request("1", "server/discover", ""));
        talk.tell(talk.request("2", "tools/call", CALL));
        of(talk, "3", "tasks/get", "");
        server.status = "completed";
        of(talk, "4", "tasks/get", "");
        talk.expect("tasks/modern");
    }

    @Test
    void aModernClientIsAskedInATask() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        talk.tell(talk.request("1", "tools/call", CALL));
        server.status = "input_required";
        server.patient = true;
        JsonNode asks = of(talk, "2", "tasks/get", "").path("result").path("inputRequests");
        String key = asks.propertyNames().iterator().next();
        of(
                talk,
                "3",
                "tasks/update",
                ",\"inputResponses\":{\"" + key + "\":" + FakeTasks.ACCEPT + ",\"other\":{\"roots\":[]}}");
        Await.until("the answer", () -> server.status.equals("completed"));
        of(talk, "4", "tasks/get", "");
        talk.expect("tasks/modern-asked");
    }

    @Test
    void aModernClientSeesErrorsWhereTheyBelong() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        talk.tell(talk.request("1", "tools/call", CALL));
        server.status = "failed";
        server.end = "\"error\":{\"code\":-32603,\"message\":\"out of disk\"}";
        of(talk, "2", "tasks/get", "");
        server.end = "\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such city\"}]}";
        of(talk, "3", "tasks/get", "");
        talk.tell(talk.request("4", "tasks/get", "\"taskId\":\"t2\""));
        talk.tell(talk.request("5", "tasks/result", "\"taskId\":\"t1\""));
        talk.expect("tasks/modern-errors");
    }

    @Test
    void aModernClientCancelsATask() throws Exception {
        Transcript talk = modern(FakeTasks.TASKING);
        talk.tell(talk.request("1", "tools/call", CALL));
        of(talk, "2", "tasks/cancel", "");
        of(talk, "3", "tasks/get", "");
        of(talk, "4", "tasks/cancel", "");
        talk.tell(talk.request("5", "tasks/cancel", "\"taskId\":\"t2\""));
        talk.expect("tasks/modern-cancelled");
    }

    @Test
    void aModernClientThatKnowsNoTasksIsSpared() throws Exception {
        Transcript talk = modern(FakeTasks.CLIENT);
        server.status = "completed";
        talk.tell(talk.request("1", "tools/call", CALL));
        of(talk, "2", "tasks/get", "");
        talk.tell(talk.request("3", "subscriptions/listen", "\"notifications\":{\"taskIds\":[\"t1\"]}"));
        talk.expect("tasks/modern-undeclared");
    }

    @Test
    void aLegacyClientFollowsATaskToItsEnd() throws Exception {
        Transcript talk = legacy();
        talk.tell(talk.request("1", "tools/list", ""));
        talk.tell(talk.request("2", "tools/call", CALL + ",\"task\":{\"ttl\":60000}"));
        of(talk, "3", "tasks/get", "");
        server.status = "completed";
        of(talk, "4", "tasks/get", "");
        of(talk, "5", "tasks/result", "");
        talk.tell(talk.request("6", "tasks/list", ""));
        talk.expect("tasks/legacy");
    }

    @Test
    void aLegacyClientIsAskedInATask() throws Exception {
        Transcript talk = legacy();
        talk.tell(talk.request("1", "tools/call", CALL + ",\"task\":{}"));
        server.status = "input_required";
        of(talk, "2", "tasks/get", "");
        try (RawClient client = gateway.client()) {
            client.send(talk.wrapped(talk.request("3", "tasks/result", "\"taskId\":\"t1\"")))
                    .head();
            String question = client.event();
            talk.heard.add(question);
            talk.tell(Mcp.result(Mcp.json(question).path("id").toString(), FakeTasks.ACCEPT));
            talk.read(client);
        }
        talk.expect("tasks/legacy-asked");
    }

    @Test
    void aLegacyClientSeesErrorsWhereTheyBelong() throws Exception {
        Transcript talk = legacy();
        talk.tell(talk.request("1", "tools/call", CALL + ",\"task\":{}"));
        server.status = "failed";
        server.end = "\"error\":{\"code\":-32603,\"message\":\"out of disk\"}";
        of(talk, "2", "tasks/get", "");
        of(talk, "3", "tasks/result", "");
        server.status = "completed";
        server.end = "\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such city\"}]}";
        of(talk, "4", "tasks/get", "");
        of(talk, "5", "tasks/result", "");
        of(talk, "6", "tasks/cancel", "");
        talk.tell(talk.request("7", "tasks/get", "\"taskId\":\"t2\""));
        talk.tell(talk.request("8", "tasks/update", "\"taskId\":\"t1\",\"inputResponses\":{}"));
        talk.expect("tasks/legacy-errors");
    }

    @Test
    void aLegacyClientCancelsATask() throws Exception {
        Transcript talk = legacy();
        talk.tell(talk.request("1", "tools/call", CALL + ",\"task\":{}"));
        of(talk, "2", "tasks/cancel", "");
        of(talk, "3", "tasks/get", "");
        of(talk, "4", "tasks/cancel", "");
        of(talk, "5", "tasks/result", "");
        talk.expect("tasks/legacy-cancelled");
    }

    @Test
    void aLegacyClientGetsATaskOfAnAnswerThatCameAtOnce() throws Exception {
        Transcript talk = legacy();
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"4\"}]}")));
        JsonNode task = talk.tell(talk.request("1", "tools/call", CALL + ",\"task\":{\"ttl\":60000}"))
                .path("result")
                .path("task");
        assertEquals("working", task.path("status").asString());
        String id = "\"taskId\":" + task.path("taskId");
        talk.tell(talk.request("2", "tasks/get", id));
        talk.tell(talk.request("3", "tasks/result", id));
        talk.tell(talk.request("4", "tasks/list", ""));
        talk.tell(talk.request("5", "tasks/cancel", id));
        talk.tell(talk.request("6", "tools/call", CALL));
        talk.expect("tasks/legacy-at-once");
    }
}
