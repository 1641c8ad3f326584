package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tasks of 2025-11-25, where client and server both know them. Source: MCP 2025-11-25, Tasks. */
final class LegacyTaskPathTest {
    private static final String TYPED = "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"},"
            + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}]}";

    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private String session;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), TYPED)));
        upstream.on(
                "tools/call",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), "{\"task\":{\"taskId\":\"t-1\",\"status\":\"working\"}}")));
        gateway = GatewayFixture.before(upstream);
        session = gateway.session();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private JsonNode ask(String method, String params) throws IOException {
        return gateway.ask(Mcp.legacy(session, Mcp.request("2", method, params)))
                .json();
    }

    private JsonNode call(String more) throws IOException {
        return ask("tools/call", "{\"name\":\"echo\",\"arguments\":{}" + more + "}");
    }

    @Test
    void aCallThatWantsATaskGetsOneThoughItsToolHasAnOutputSchema() throws Exception {
        JsonNode answer = call(",\"task\":{\"ttl\":1000}");
        assertEquals("", Mcp.reason(answer), answer.toString());
        assertEquals("t-1", answer.path("result").path("task").path("taskId").asString());
    }

    @Test
    void aCallThatWantsNoneIsHeldAgainstTheSchemaWhateverItSays() throws Exception {
        assertEquals("validation.result-mismatch", Mcp.reason(call("")));
    }

    @Test
    void aTaskThatBringsAResultBesidesIsNone() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(), "{\"task\":{\"taskId\":\"t-1\",\"status\":\"working\"},\"content\":[]}")));
        assertEquals("upstream.protocol", Mcp.reason(call(",\"task\":{}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"content\":[],\"structuredContent\":{\"n\":1}} | ``",
                "{\"content\":[],\"structuredContent\":{}} | validation.result-mismatch",
                "{\"content\":[],\"inputRequests\":{}} | upstream.protocol"
            })
    void theResultOfATaskIsHeldAgainstTheSchemaOfItsTool(String result, String reason) throws Exception {
        call(",\"task\":{}");
        upstream.on("tasks/result", (request, wire) -> wire.json(Mcp.result(request.id(), result)));
        JsonNode answer = ask("tasks/result", "{\"taskId\":\"t-1\"}");
        assertEquals(reason, Mcp.reason(answer), answer.toString());
        assertEquals("echo", gateway.recorder.ended().getLast().definition().name());
    }
}
