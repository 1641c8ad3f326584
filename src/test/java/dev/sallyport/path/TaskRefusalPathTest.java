package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.session.Bound;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.legacy.DualEraUpstream;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A task whose beginning is refused runs on for nobody, so it is cancelled at its server. */
final class TaskRefusalPathTest {
    private static final Reason REFUSED = new Reason("test", "refused");
    private static final String CALL = "{\"name\":\"research\",\"arguments\":{},\"task\":{}}";

    private FakeUpstream upstream;
    private FakeTasks server;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        server = new FakeTasks(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private static Verdict refuse(Probe.Way way, Message message) {
        boolean answer = way == Probe.Way.OUT && message instanceof Message.Response;
        return answer && message.method().equals("tools/call") ? new Verdict.Deny(REFUSED) : Verdict.PASS;
    }

    /** A gateway whose guards refuse every answer to a call. */
    private PipelineFixture refusing() throws IOException {
        List<Guard> guards = new ArrayList<>(List.of(new Probe(Phase.DECIDE, TaskRefusalPathTest::refuse)));
        guards.addAll(Bound.guards());
        guards.sort(Comparator.comparing(Guard::phase));
        return new PipelineFixture(
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
                new PipelineFixture.Parts(guards.toArray(Guard[]::new)));
    }

    private static JsonNode legacyCall(PipelineFixture gateway) throws IOException {
        String session =
                gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("\"i\""))).head().value("Mcp-Session-Id");
        return gateway.ask(Mcp.legacy(session, Mcp.request("1", "tools/call", CALL)))
                .message();
    }

    private static String taskOf(FakeUpstream.Received request) {
        return request.json().path("params").path("taskId").asString();
    }

    @ParameterizedTest
    @CsvSource({"modern, modern", "legacy, legacy", "modern, legacy", "legacy, modern"})
    void aTaskThatAGuardRefusesIsCancelled(String client, String speaks) throws Exception {
        if (speaks.equals("modern")) {
            server.modern();
        } else {
            server.legacy();
        }
        try (PipelineFixture gateway = refusing()) {
            JsonNode answer = client.equals("modern")
                    ? gateway.ask(TaskMessages.call("/mcp/up", "research")).message()
                    : legacyCall(gateway);
            assertEquals("test.refused", Mcp.reason(answer), answer.toString());
            assertEquals("t1", taskOf(upstream.only("tasks/cancel")));
        }
    }

    /** The server is told in the gateway's own name, for it cancels only for who knows tasks. */
    @Test
    void aTaskThatTheClientDidNotDeclareIsCancelledThroughASum() throws Exception {
        server.modern();
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), TaskMessages.state("task", "working", "\"taskId\":\"t1\""))));
        try (GatewayFixture gateway = GatewayFixture.before(upstream)) {
            String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"up_research\",\"arguments\":{}"));
            JsonNode answer = gateway.ask(Mcp.modern("/mcp", "tools/call", "up_research", body))
                    .json();
            assertEquals("session.task-undeclared", Mcp.reason(answer), answer.toString());
            FakeUpstream.Received cancel = upstream.only("tasks/cancel");
            assertEquals("t1", taskOf(cancel));
            assertEquals("t1", cancel.head().value("Mcp-Name"));
            String declared = cancel.json().path("params").path("_meta").toString();
            assertTrue(declared.contains("io.modelcontextprotocol/tasks"), declared);
        }
    }
}
