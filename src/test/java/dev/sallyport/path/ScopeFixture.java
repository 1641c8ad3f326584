package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A gateway with rules of scopes before a server that does everything, and callers whose tokens have the scopes that a test wants. */
final class ScopeFixture implements AutoCloseable {
    static final String RULES = "rules: [ { scopes: [base] }, { scopes: [w], resource: [up/write] } ]";

    private static final String CACHED = "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"public\"";
    private static final String TOOLS = "{\"tools\":[{\"name\":\"read\",\"annotations\":{\"readOnlyHint\":true},"
            + "\"inputSchema\":{\"type\":\"object\"}},{\"name\":\"write\",\"inputSchema\":{\"type\":\"object\"}}],"
            + CACHED + "}";
    private static final String PROMPTS = "{\"prompts\":[{\"name\":\"plain\"},{\"name\":\"secret\"}]," + CACHED + "}";
    private static final String RESOURCES = "{\"resources\":[{\"name\":\"a\",\"uri\":\"file:///plain/a\"},"
            + "{\"name\":\"b\",\"uri\":\"file:///secret/b\"}]," + CACHED + "}";
    private static final String CAPABLE = "{\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{},\"prompts\":{},\"resources\":{},\"completions\":{}}," + CACHED + "}";

    final FakeUpstream upstream = new FakeUpstream();
    final IssuerFixture idp = new IssuerFixture();

    GatewayFixture gateway;

    ScopeFixture() throws Exception {
        on("server/discover", CAPABLE);
        on("tools/list", TOOLS);
        on("prompts/list", PROMPTS);
        // a resource belongs to one server only
        upstream.on(
                "resources/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        request.head().first().contains("other") ? "{\"resources\":[]," + CACHED + "}" : RESOURCES)));
        on("resources/templates/list", "{\"resourceTemplates\":[]," + CACHED + "}");
        for (String method : List.of("tools/call", "resources/read", "prompts/get", "completion/complete", "own/do")) {
            on(method, answer(method));
        }
        gateway = gateway(RULES);
    }

    /** From now on the server answers so. */
    void on(String method, String result) {
        upstream.on(method, (request, wire) -> wire.json(Mcp.result(request.id(), result)));
    }

    private static String answer(String method) {
        String content =
                switch (method) {
                    case "tools/call" -> "\"content\":[]";
                    case "resources/read" -> "\"contents\":[],\"ttlMs\":0,\"cacheScope\":\"private\"";
                    case "prompts/get" -> "\"messages\":[]";
                    default -> "\"completion\":{\"values\":[]}";
                };
        return "{\"resultType\":\"complete\"," + content + "}";
    }

    /** From now on there are servers {@code up} and {@code other}, which are one, and these settings of scopes. */
    void with(String scope, String... more) throws IOException {
        gateway.close();
        gateway = gateway(scope, more);
    }

    private GatewayFixture gateway(String scope, String... more) throws IOException {
        return GatewayFixture.of("servers: { up: { url: '" + upstream.url() + "' }, other: { url: '" + upstream.url()
                + "/other' } }\n" + idp.trusted() + "\nscope: { " + scope + " }\n" + String.join("\n", more));
    }

    String resource(String route) {
        return "http://127.0.0.1:" + gateway.port() + "/mcp" + (route.isEmpty() ? "" : "/" + route);
    }

    String bearer(String route, String scopes) {
        return "Authorization: Bearer " + idp.token(resource(route), claims -> claims.put("scope", scopes));
    }

    /** The answer to a request of a modern client whose token has {@code scopes}. */
    RawClient.Answer ask(String route, String scopes, String method, String name, String params) throws Exception {
        String path = "/mcp" + (route.isEmpty() ? "" : "/" + route);
        String body = Mcp.request("1", method, Mcp.modernParams(params));
        return gateway.ask(Mcp.modern(path, method, name, body, bearer(route, scopes)));
    }

    RawClient.Answer call(String route, String scopes, String tool) throws Exception {
        return ask(route, scopes, "tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":{}");
    }

    static String outcome(RawClient.Answer answer) {
        return answer.status() + " " + answer.reason();
    }

    /** The scopes that {@code answer} asks for; what else must stand in its challenge is checked. */
    String challenged(RawClient.Answer answer, String route) {
        String challenge = answer.head().value("WWW-Authenticate");
        String metadata = "http://127.0.0.1:" + gateway.port() + "/.well-known/oauth-protected-resource/mcp"
                + (route.isEmpty() ? "" : "/" + route);
        String begin =
                "Bearer error=\"insufficient_scope\", error_description=\"the token lacks scopes that this takes\","
                        + " resource_metadata=\"" + metadata + "\", scope=\"";
        assertTrue(challenge.startsWith(begin) && challenge.endsWith("\""), challenge + " is not " + begin);
        return challenge.substring(begin.length(), challenge.length() - 1);
    }

    List<String> listed(String route, String scopes) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode tool :
                ask(route, scopes, "tools/list", "", "").json().path("result").path("tools")) {
            names.add(tool.path("name").asString());
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        idp.close();
        upstream.close();
    }
}
