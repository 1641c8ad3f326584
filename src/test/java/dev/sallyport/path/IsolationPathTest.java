package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.session.Bound;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Invariant 5: no client ever receives another's data, whatever ids they use. */
final class IsolationPathTest {
    private static final int CLIENTS = 1_000;
    private static final int OPEN_MAX = 100;

    /** Believes whoever says who he is. */
    static final Guard BY_HEADER = new Guard() {
        @Override
        public Phase phase() {
            return Phase.IDENTIFY;
        }

        @Override
        public Verdict admit(Exchange exchange) {
            exchange.identified(
                    new Principal.User(
                            new Principal.Key("", exchange.envelope().headers().value("X-Who"), "")),
                    Authentication.of(Authentication.Method.HOME_TOKEN));
            return Verdict.PASS;
        }
    };

    /** What one client does with its number; throws where it hears what is not its own. */
    @FunctionalInterface
    private interface Talk {
        void hold(int client) throws Exception;
    }

    private static void all(Talk talk) throws InterruptedException {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Semaphore open = new Semaphore(OPEN_MAX);
        CountDownLatch done = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            open.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    talk.hold(client);
                } catch (Exception | AssertionError failure) {
                    failures.add(failure);
                } finally {
                    open.release();
                    done.countDown();
                }
            });
        }
        done.await();
        assertEquals(List.of(), new ArrayList<>(failures));
    }

    private static String callOf(int client) {
        String meta = Mcp.MODERN_META.formatted(",\"progressToken\":0");
        String body = Mcp.request(
                "1", "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"tag-" + client + "\"}," + meta + "}");
        return Mcp.modern("/mcp/up", "tools/call", "echo", body);
    }

    /** Every message must carry the client's own tag, id and token; ends with the response. */
    private static void listen(RawClient client, int number) throws IOException {
        client.head();
        int progress = 0;
        while (true) {
            JsonNode message = client.message();
            if (message.path("method").asString("").equals("notifications/progress")) {
                assertEquals("0", message.path("params").path("progressToken").toString());
                assertEquals(
                        "tag-" + number, message.path("params").path("message").asString());
                progress++;
            } else {
                assertEquals("1", message.path("id").toString());
                JsonNode text = message.path("result").path("content").path(0).path("text");
                assertEquals("tag-" + number, text.asString(message.toString()));
                assertEquals(2, progress);
                return;
            }
        }
    }

    @Test
    void aThousandClientsWithTheSameIdsOverHttp() throws Exception {
        Random random = new Random(11);
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.on("tools/call", (request, wire) -> {
                JsonNode params = request.json().path("params");
                String progress = Mcp.notification(
                        "notifications/progress",
                        "{\"progressToken\":" + params.path("_meta").path("progressToken")
                                + ",\"progress\":1,\"message\":"
                                + params.path("arguments").path("text") + "}");
                wire.stream().event(progress);
                Thread.sleep(random.nextInt(5));
                wire.event(progress)
                        .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                        .end();
            });
            try (GatewayFixture gateway = GatewayFixture.before(upstream)) {
                all(number -> {
                    try (RawClient client = gateway.client()) {
                        listen(client.send(callOf(number)), number);
                        if (number % 3 == 0) {
                            // some leave in the middle
                            client.send(callOf(number)).head();
                        }
                    }
                });
                Await.until("all outcomes", () -> gateway.recorder.ended().size() >= CLIENTS + CLIENTS / 3);
            }
        }
    }

    @Test
    void aThousandClientsWithTheSameIdsOverOneChild() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.of(
                "servers: { up: { command: " + Children.command("echo") + ", isolation: shared } }")) {
            all(number -> {
                try (RawClient client = gateway.client()) {
                    listen(client.send(callOf(number)), number);
                }
            });
        }
    }

    /** Guards that know callers by a header, and bind sessions and tasks to them. */
    private static PipelineFixture.Parts bound() {
        List<Guard> guards = new ArrayList<>(List.of(BY_HEADER));
        guards.addAll(Bound.guards());
        return new PipelineFixture.Parts(guards.toArray(Guard[]::new));
    }

    @Test
    void aSessionIsUnknownToAnotherPrincipal() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(upstream, bound())) {
            RawClient.Answer opened = bare.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), "X-Who: ann"));
            String session = opened.head().value("Mcp-Session-Id");
            String body = Mcp.legacyCall("1", "x");
            assertEquals(404, bare.ask(Mcp.legacy(session, body, "X-Who: bob")).status());
            assertEquals(0, upstream.received("tools/call").size());
            assertEquals(200, bare.ask(Mcp.legacy(session, body, "X-Who: ann")).status());
        }
    }

    @Test
    void aTaskIsToAnotherPrincipalAsUnknownAsNone() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(upstream, bound())) {
            for (String method : List.of("tools/call", "tasks/get", "tasks/update", "tasks/cancel")) {
                String type = method.equals("tools/call") ? "task" : "complete";
                upstream.on(
                        method,
                        (request, wire) -> wire.json(
                                Mcp.result(request.id(), TaskMessages.state(type, "working", "\"taskId\":\"t-1\""))));
            }
            bare.ask(TaskMessages.call("/mcp/up", "echo", "X-Who: ann"));
            for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
                String of = bare.ask(TaskMessages.ask("/mcp/up", method, "t-1", "X-Who: bob"))
                        .text();
                String none = bare.ask(TaskMessages.ask("/mcp/up", method, "t-9", "X-Who: bob"))
                        .text();
                assertEquals(of.replaceAll("bare-\\w+", ""), none.replaceAll("bare-\\w+", ""));
                assertEquals("session.unknown-task", Mcp.reason(Mcp.json(of)));
                assertEquals(-32602, Mcp.json(of).path("error").path("code").asInt());
                assertEquals(0, upstream.received(method).size());
                RawClient.Answer own = bare.ask(TaskMessages.ask("/mcp/up", method, "t-1", "X-Who: ann"));
                assertEquals("", own.reason(), own.text());
                assertEquals(1, upstream.received(method).size());
            }
        }
    }

    @Test
    void aRequestAboutTasksThatThisRevisionHasNotIsUnknownAndNoTaskIs() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(upstream, bound())) {
            for (String method : List.of("tasks/result", "tasks/other")) {
                RawClient.Answer answer = bare.ask(TaskMessages.ask("/mcp/up", method, "t-9", "X-Who: bob"));
                assertEquals(404, answer.status());
                assertEquals("session.task-method", answer.reason());
                assertEquals(
                        -32601,
                        Mcp.json(answer.text()).path("error").path("code").asInt());
                assertEquals(0, upstream.received(method).size());
            }
        }
    }

    @Test
    void nobodyHearsOfTheTasksOfAnother() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(upstream, bound())) {
            String tool = "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}";
            upstream.on(
                    "tools/list",
                    (request, wire) -> wire.json(Mcp.result(
                            request.id(), "{\"tools\":[" + tool.formatted("a") + "," + tool.formatted("b") + "]}")));
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json(Mcp.result(
                            request.id(),
                            TaskMessages.state(
                                    "task",
                                    "working",
                                    "\"taskId\":\"of-" + request.head().value("Mcp-Name") + "\""))));
            upstream.on("subscriptions/listen", (request, wire) -> {
                wire.stream();
                for (String id : List.of("of-a", "of-c", "of-b")) {
                    wire.event(Mcp.notification(
                            "notifications/tasks",
                            TaskMessages.state("complete", "working", "\"taskId\":\"" + id + "\"")));
                }
            });
            assertEquals(
                    "",
                    bare.ask(TaskMessages.call("/mcp/up", "a", "X-Who: ann")).reason());
            assertEquals(
                    "",
                    bare.ask(TaskMessages.call("/mcp/up", "b", "X-Who: bob")).reason());
            try (RawClient client = bare.client()) {
                client.send(TaskMessages.listen("/mcp/up", "[\"of-a\",\"of-b\",\"of-c\"]", "X-Who: bob"))
                        .head();
                assertEquals(
                        "of-b", client.message().path("params").path("taskId").asString());
            }
            assertEquals(
                    "[\"of-b\"]",
                    upstream.only("subscriptions/listen")
                            .json()
                            .path("params")
                            .path("notifications")
                            .path("taskIds")
                            .toString());
            bare.recorder.only("subscriptions/listen");
            assertEquals(
                    List.of("deny session.unknown-task", "deny session.unknown-task"),
                    bare.recorder.notes("subscriptions/listen").stream()
                            .filter(note -> note.startsWith("deny"))
                            .toList());
        }
    }

    @Test
    void aListOfTasksHoldsTheCallersOwn() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(upstream, bound())) {
            upstream.on(
                    "tools/call",
                    (request, wire) -> wire.json(Mcp.result(
                            request.id(),
                            "{\"task\":{\"taskId\":\""
                                    + request.json()
                                            .path("params")
                                            .path("arguments")
                                            .path("text")
                                            .asString() + "\"}}")));
            upstream.on(
                    "tasks/list",
                    (request, wire) -> wire.json(Mcp.result(
                            request.id(), "{\"tasks\":[{\"taskId\":\"a\"},{\"taskId\":\"b\"},{}],\"x\":1}")));
            RawClient.Answer opened = bare.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), "X-Who: bob"));
            String session = opened.head().value("Mcp-Session-Id");
            String call = Mcp.legacyCall("1", "b").replace("}}}", "},\"task\":{}}}");
            assertEquals("", bare.ask(Mcp.legacy(session, call, "X-Who: bob")).reason());
            RawClient.Answer list = bare.ask(Mcp.legacy(session, Mcp.request("2", "tasks/list", "{}"), "X-Who: bob"));
            assertEquals(
                    "{\"tasks\":[{\"taskId\":\"b\"}],\"x\":1}",
                    list.json().path("result").toString());
        }
    }
}
