package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.legacy.DualEraUpstream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A call that is suspended at a server of the older era counts like any other when it goes on. */
final class SuspensionPathTest {
    private final BlockingQueue<String> cue = new SynchronousQueue<>();

    private static String call(String id, String more) {
        String request = Mcp.request(
                id,
                "tools/call",
                "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + more + "\"_meta\":"
                        + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}}");
        return Mcp.modern("/mcp/up", "tools/call", "echo", request);
    }

    private FakeUpstream asking() throws Exception {
        FakeUpstream server = new FakeUpstream();
        return server.legacyOnly()
                .on("response", (_, wire) -> wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n"))
                .on("tools/call", (request, wire) -> {
                    wire.stream().event(Mcp.request("77", "elicitation/create", "{\"message\":\"?\"}"));
                    String text = cue.take();
                    wire.event(Mcp.result(
                                    request.id(), "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}"))
                            .end();
                });
    }

    private static PipelineFixture before(FakeUpstream server) throws Exception {
        HttpTarget target =
                new HttpTarget(URI.create(server.url()), Map.of(), Optional.empty(), 1 << 20, Duration.ofSeconds(5));
        return new PipelineFixture(
                (loops, _) -> new DualEraUpstream(
                        new HttpUpstream(target, loops, new Random(1)),
                        Optional.empty(),
                        new SecureRandom(),
                        Clock.systemUTC()),
                new PipelineFixture.Parts(List.of(), Optional.empty(), 1 << 20, Duration.ofSeconds(20)));
    }

    /** The end of a call that is asked something, answers, and then gets a large reply. */
    private JsonNode outcome(PipelineFixture bare) throws Exception {
        String asked = bare.ask(call("1", "")).text();
        String state = Mcp.json(asked.substring(asked.lastIndexOf("data: ") + 6))
                .path("result")
                .path("requestState")
                .asString();
        String answer = "\"inputResponses\":{\"ask-1\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":\""
                + state + "\",";
        try (RawClient client = bare.client()) {
            client.send(call("2", answer));
            client.head();
            cue.put("x".repeat(100_000));
            return client.message();
        }
    }

    @Test
    void aLargeAnswerNeedsMemoryOfTheExchangeThatTookTheCallUp() throws Exception {
        try (FakeUpstream server = asking();
                PipelineFixture bare = before(server)) {
            assertEquals("", Mcp.reason(outcome(bare)));
            assertTrue(bare.memory.replies().enter(100_000));
            assertEquals("gateway.memory", Mcp.reason(outcome(bare)));
            bare.memory.replies().leave(100_000);
            assertEquals("", Mcp.reason(outcome(bare)));
            Await.until(
                    "all memory to be free again", () -> bare.memory.replies().enter(1 << 17));
        }
    }
}
