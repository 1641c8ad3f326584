package dev.sallyport.path;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every shape in which clients and operators hear of what is held, and the page. */
final class ApprovalGoldenTest {
    private static final String HOLDS =
            "access: { statements: [{ id: asks, effect: hold, principal: ['*'], resource: [up] }] }";

    @Test
    void everyShapeIsTheSameAsEver() throws Exception {
        StringBuilder seen = new StringBuilder();
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, HOLDS)) {
            String call = Mcp.call("1", "a");
            add(seen, "a client that shows no pages", ask(gateway, call));
            String visiting = call.replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{\"url\":{}}}");
            add(seen, "a client that shows pages", ask(gateway, visiting));
            String session = gateway.ask(Mcp.post(
                            "/mcp/up",
                            Mcp.initialize("\"i\"").replace("{\"sampling\":{}}", "{\"elicitation\":{\"url\":{}}}")))
                    .head()
                    .value("Mcp-Session-Id");
            gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/initialized", "{}")));
            add(
                    seen,
                    "a client of 2025-11-25 that shows pages",
                    gateway.ask(Mcp.legacy(session, Mcp.legacyCall("2", "a"))).text());
            JsonNode one = JsonNodeFactory.instance.objectNode();
            JsonNode waiting = gateway.gateway.approvals().list(one, "alice");
            add(seen, "the operator's list", waiting.toString());
            String name = waiting.path("approvals").path(0).path("approval").asString();
            JsonNode named = JsonNodeFactory.instance.objectNode().put("approval", name);
            JsonNode shown = gateway.gateway.approvals().list(named, "alice");
            add(seen, "one of them", shown.toString());
            String page = shown.path("approvals").path(0).path("page").asString();
            String path = page.substring(page.indexOf("/approve/"));
            RawClient.Answer looked = gateway.ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            add(seen, "the page", looked.head().text() + "\n" + looked.text());
            gateway.gateway
                    .approvals()
                    .decide(
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("approval", name)
                                    .put("verdict", "deny"),
                            "alice");
            add(seen, "what was denied", ask(gateway, visiting));
            String text = seen.toString().replace(name, "NAME").replace(path.substring(9), "SECRET");
            Golden.expect(
                    "wire/approvals",
                    text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                            .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                            .replaceAll("test-[0-9a-z]+", "INCIDENT")
                            .replaceAll("name=\"token\" value=\"[^\"]+\"", "name=\"token\" value=\"TOKEN\"")
                            .replaceAll("\"code\":\"[A-Z0-9-]{9}\"", "\"code\":\"CODE\"")
                            .replaceAll("(?i)content-length: \\d+", "content-length: N"));
        }
    }

    private static void add(StringBuilder seen, String title, String text) {
        seen.append("=== ").append(title).append('\n').append(text.strip()).append("\n\n");
    }

    private static String ask(GatewayFixture gateway, String body) throws IOException {
        return gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body)).text();
    }
}
