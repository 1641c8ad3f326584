package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients say in several ways that a call has no arguments. */
final class ArgumentsPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"arguments\":{}", ",\"arguments\":null", ",\"arguments\":[]"})
    void noneAreNoneHoweverAClientSaysIt(String none) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream().legacyOnly();
                GatewayFixture gateway = GatewayFixture.before(upstream)) {
            upstream.on("tools/call", (request, wire) -> wire.json(Mcp.result(request.id(), "{\"content\":[]}")));
            upstream.on("prompts/get", (request, wire) -> wire.json(Mcp.result(request.id(), "{\"messages\":[]}")));
            String session = gateway.session();
            String call = Mcp.request("1", "tools/call", "{\"name\":\"echo\"" + none + "}");
            assertEquals("", Mcp.reason(gateway.ask(Mcp.legacy(session, call)).message()));
            String prompt = Mcp.request("2", "prompts/get", "{\"name\":\"hello\"" + none + "}");
            assertEquals("", Mcp.reason(gateway.ask(Mcp.legacy(session, prompt)).message()));
            assertEquals(1, upstream.received("prompts/get").size());
        }
    }
}
