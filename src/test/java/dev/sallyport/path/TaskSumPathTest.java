package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tasks of several servers at {@code /mcp}: each id leads back to its server. */
final class TaskSumPathTest {
    private FakeUpstream one;
    private FakeUpstream other;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        one = tasking("{\"io.modelcontextprotocol/tasks\":{}}");
        other = tasking("{}");
        gateway = GatewayFixture.of("servers: { a: { url: '" + one.url() + "' }, b: { url: '" + other.url() + "' } }\n"
                + "profiles: { some: { servers: [b] }, less: { servers: [a], tools: { a/echo: { hide: true } } } }");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        one.close();
        other.close();
    }

    /** A server whose every call becomes the task {@code t_1}. */
    private static FakeUpstream tasking(String extensions) throws IOException {
        FakeUpstream upstream = new FakeUpstream();
        upstream.on(
                "server/discover",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        FakeUpstream.DISCOVERED.replace("\"tools\":{}", "\"tools\":{},\"extensions\":" + extensions))));
        String id = "\"taskId\":\"t_1\"";
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), TaskMessages.state("task", "working", id))));
        upstream.on(
                "tasks/get",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        TaskMessages.state("complete", "completed", id + ",\"result\":{\"content\":[]}"))));
        for (String method : List.of("tasks/update", "tasks/cancel")) {
            upstream.on(method, (request, wire) -> wire.json(Mcp.result(request.id(), "{}")));
        }
        upstream.on("subscriptions/listen", (request, wire) -> {
            if (request.text().contains("taskIds")) {
                wire.stream()
                        .event(Mcp.notification(
                                "notifications/tasks",
                                TaskMessages.state("complete", "working", "\"taskId\":\"unasked\"")))
                        .event(Mcp.notification("notifications/tasks", TaskMessages.state("complete", "working", id)));
            } else {
                wire.stream();
            }
        });
        return upstream;
    }

    private JsonNode ask(String path, String method, String id) throws IOException {
        return gateway.ask(TaskMessages.ask(path, method, id)).json();
    }

    @Test
    void theExtensionIsOfferedWhereOneServerOffersIt() throws Exception {
        String discover = Mcp.request("1", "server/discover", Mcp.modernParams(""));
        JsonNode all =
                gateway.ask(Mcp.modern("/mcp", "server/discover", "", discover)).json();
        String offered =
                all.path("result").path("capabilities").path("extensions").toString();
        assertEquals("{\"io.modelcontextprotocol/tasks\":{}}", offered);
        JsonNode some = gateway.ask(Mcp.modern("/mcp/p/some", "server/discover", "", discover))
                .json();
        assertTrue(some.path("result").path("capabilities").path("extensions").isMissingNode(), some.toString());
    }

    @Test
    void everyTaskHasAnIdThatLeadsToItsServer() throws Exception {
        JsonNode made = gateway.ask(TaskMessages.call("/mcp", "a_echo")).json();
        assertEquals("a_t_1", made.path("result").path("taskId").asString(), made.toString());
        JsonNode same = gateway.ask(TaskMessages.call("/mcp", "b_echo")).json();
        assertEquals("b_t_1", same.path("result").path("taskId").asString(), same.toString());
        for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
            JsonNode answer = ask("/mcp", method, "a_t_1");
            assertEquals("", Mcp.reason(answer), answer.toString());
            if (method.equals("tasks/get")) {
                assertEquals("a_t_1", answer.path("result").path("taskId").asString(), answer.toString());
            }
            FakeUpstream.Received heard = one.only(method);
            assertEquals("t_1", heard.json().path("params").path("taskId").asString());
            assertEquals("t_1", heard.head().value("Mcp-Name"));
            assertEquals(List.of(), other.received(method));
        }
        assertEquals("a", gateway.recorder.ended().getLast().server());
    }

    @Test
    void theNameInTheHeaderIsTheIdThatTheClientKnows() throws Exception {
        String wrong = TaskMessages.ask("/mcp", "tasks/get", "a_t_1").replace("Mcp-Name: a_t_1", "Mcp-Name: t_1");
        assertEquals("validation.header-mismatch", gateway.ask(wrong).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "_t", "c_t", "a_", "p/some_t"})
    void anIdThatLeadsNowhereIsUnknown(String id) throws Exception {
        JsonNode answer = ask("/mcp", "tasks/get", id);
        assertEquals("session.unknown-task", Mcp.reason(answer), answer.toString());
        assertEquals(-32602, answer.path("error").path("code").asInt());
    }

    @Test
    void aTaskOfAServerThatAProfileDoesNotShowIsUnknownThere() throws Exception {
        gateway.ask(TaskMessages.call("/mcp", "a_echo"));
        assertEquals("session.unknown-task", Mcp.reason(ask("/mcp/p/some", "tasks/get", "a_t_1")));
        assertEquals(List.of(), one.received("tasks/get"));
    }

    @Test
    void aTaskOfAToolThatAProfileHidesIsUnknownThere() throws Exception {
        gateway.ask(TaskMessages.call("/mcp", "a_echo"));
        assertEquals("session.unknown-task", Mcp.reason(ask("/mcp/p/less", "tasks/get", "a_t_1")));
        assertEquals(List.of(), one.received("tasks/get"));
        assertEquals("", Mcp.reason(ask("/mcp", "tasks/get", "a_t_1")));
    }

    @Test
    void aTaskIsTheSameAtItsServersOwnPath() throws Exception {
        gateway.ask(TaskMessages.call("/mcp", "a_echo"));
        ask("/mcp/a", "tasks/get", "t_1");
        assertEquals("echo", gateway.recorder.ended().getLast().definition().name());
    }

    @Test
    void theIdSurvivesARestart() throws Exception {
        JsonNode made = gateway.ask(TaskMessages.call("/mcp", "a_echo")).json();
        gateway.close();
        gateway = GatewayFixture.of("servers: { a: { url: '" + one.url() + "' }, b: { url: '" + other.url() + "' } }");
        JsonNode answer =
                ask("/mcp", "tasks/get", made.path("result").path("taskId").asString());
        assertEquals("", Mcp.reason(answer), answer.toString());
    }

    @Test
    void whoListensHearsOfTheTasksThatWereAskedForByTheirIdsHere() throws Exception {
        for (String server : List.of("a", "b")) {
            gateway.ask(TaskMessages.call("/mcp", server + "_echo"));
        }
        try (RawClient client = gateway.client()) {
            client.send(TaskMessages.listen("/mcp", "[\"a_t_1\",\"c_t_1\",\"b_t_1\",\"a_t_1\"]"))
                    .head();
            JsonNode agreed =
                    client.message().path("params").path("notifications").path("taskIds");
            assertEquals("[\"a_t_1\",\"b_t_1\"]", agreed.toString());
            List<String> heard = List.of(
                    client.message().path("params").path("taskId").asString(),
                    client.message().path("params").path("taskId").asString());
            assertEquals(List.of("a_t_1", "b_t_1"), heard.stream().sorted().toList());
        }
    }

    private String[] legacySession() throws IOException {
        RawClient.Answer opened = gateway.ask(Mcp.post("/mcp", Mcp.initialize("\"i\"")));
        assertTrue(opened.json().at("/result/capabilities/tasks").has("list"), opened.text());
        return new String[] {
            "Mcp-Session-Id: " + opened.head().value("Mcp-Session-Id"), "MCP-Protocol-Version: 2025-11-25"
        };
    }

    private JsonNode legacy(String[] session, String method, String params) throws IOException {
        return gateway.ask(Mcp.post("/mcp", Mcp.request("1", method, params), session))
                .json()
                .path("result");
    }

    @Test
    void aLegacyClientListsItsTasksOfAllServersThoughOneIsSilent() throws Exception {
        String[] session = legacySession();
        for (String tool : List.of("b_echo", "a_echo")) {
            legacy(session, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{},\"task\":{}}");
        }
        other.on("tasks/get", (_, wire) -> wire.isClosedWithin(10_000));
        JsonNode tasks = legacy(session, "tasks/list", "{}").path("tasks");
        assertEquals("a_t_1", tasks.at("/0/taskId").asString(""), tasks.toString());
        assertEquals("completed", tasks.at("/0/status").asString(""), tasks.toString());
        assertEquals("b_t_1", tasks.at("/1/taskId").asString(""), tasks.toString());
        assertEquals("working", tasks.at("/1/status").asString(""), "as it was last seen");
        JsonNode rest = legacy(session, "tasks/list", "{\"cursor\":\"a_t_1\"}");
        assertEquals("[\"b_t_1\"]", rest.path("tasks").findValues("taskId").toString());
        assertEquals(
                0, legacy(legacySession(), "tasks/list", "{}").path("tasks").size());
    }

    @Test
    void whoDidNotDeclareTheExtensionCannotListenToTasks() throws Exception {
        String body = Mcp.request(
                "5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{\"taskIds\":[\"a_t_1\"]}"));
        RawClient.Answer answer = gateway.ask(Mcp.modern("/mcp", "subscriptions/listen", "", body));
        assertEquals(400, answer.status());
        JsonNode error = answer.json().path("error");
        assertEquals(-32021, error.path("code").asInt());
        assertEquals(
                "{\"requiredCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}}",
                error.path("data").toString());
    }

    @Test
    void whatANotificationBringsIsJudgedByTheToolOfItsServer() throws Exception {
        String typed = "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
                + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}]}";
        one.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), typed)));
        one.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            for (String result : List.of("{\"structuredContent\":{}}", "{\"structuredContent\":{\"n\":1}}")) {
                wire.event(Mcp.notification(
                        "notifications/tasks",
                        TaskMessages.state("complete", "completed", "\"taskId\":\"t_1\",\"result\":" + result)));
            }
        });
        gateway.ask(TaskMessages.call("/mcp", "a_echo"));
        try (RawClient client = gateway.client()) {
            client.send(TaskMessages.listen("/mcp", "[\"a_t_1\"]")).head();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    client.message().path("method").asString());
            JsonNode result = client.message().path("params").path("result");
            assertEquals("{\"structuredContent\":{\"n\":1}}", result.toString());
        }
    }
}
