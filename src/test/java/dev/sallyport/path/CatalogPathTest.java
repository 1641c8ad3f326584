package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a server is asked for its tools, and when not. */
final class CatalogPathTest {
    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        gateway.close();
        upstream.close();
    }

    private RawClient.Answer call(String tool) throws IOException {
        String body = Mcp.request(
                "1", "tools/call", Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"}"));
        return gateway.ask(Mcp.modern("/mcp/up", "tools/call", tool, body));
    }

    @Test
    void whoGuessesNamesMakesNobodyAskTheServer() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals("validation.unknown-tool", call("guess-" + i).reason());
        }
        assertEquals(1, upstream.received("tools/list").size());
    }

    @Test
    void aNewToolIsFoundWhereTheServerWasNotAskedJustNow() throws Exception {
        assertEquals("validation.unknown-tool", call("late").reason());
        upstream.on(
                "tools/list",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), FakeUpstream.TOOLS.replace("\"echo\"", "\"late\""))));
        Thread.sleep(5_100);
        assertEquals("", call("late").reason());
        assertEquals(2, upstream.received("tools/list").size());
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForWithAnUnknownName() throws Exception {
        assertEquals("validation.unknown-tool", call("late").reason());
        upstream.on("tools/list", (_, _) -> assertTrue(over.await(60, TimeUnit.SECONDS)));
        Thread.sleep(5_100);
        long began = System.nanoTime();
        assertEquals("validation.unknown-tool", call("late").reason());
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertTrue(millis >= 1_900 && millis < 8_000, millis + " ms");
    }

    @Test
    void aChangeThatTheServerTellsOfIsSeenAtOnce() throws Exception {
        assertEquals("validation.unknown-tool", call("late").reason());
        upstream.on(
                "tools/list",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), FakeUpstream.TOOLS.replace("\"echo\"", "\"late\""))));
        upstream.on("resources/read", (request, wire) -> wire.stream()
                .event(Mcp.notification("notifications/tools/list_changed", "{}"))
                .event(Mcp.result(request.id(), "{\"contents\":[],\"resultType\":\"complete\"}"))
                .end());
        gateway.ask(Mcp.modern(
                "/mcp/up",
                "resources/read",
                "file:///a",
                Mcp.request("1", "resources/read", Mcp.modernParams("\"uri\":\"file:///a\""))));
        assertEquals("", call("late").reason());
    }
}
