package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the policy says is what happens: on a call, in a list, in a search, in a hint, and where a server asks. */
final class AccessPathTest {
    private static final String TOOLS = """
            [{"name":"read","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},
             {"name":"write","inputSchema":{"type":"object"}},
             {"name":"wipe","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true,"destructiveHint":true}}]""";

    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"ttlMs\":1,\"cacheScope\":\"private\",\"tools\":" + TOOLS
                                + "}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void withoutAPolicyTheOwnerMayReadAndIsAskedAboutTheRest() throws Exception {
        try (GatewayFixture gateway = with("access: {}")) {
            assertEquals("allowed", call(gateway, "read", "{}"));
            assertEquals("access.held", call(gateway, "write", "{}"));
            assertEquals("access.held", call(gateway, "wipe", "{}"));
            assertEquals(List.of("read", "write", "wipe"), listed(gateway));
        }
    }

    @Test
    void aRefusalSaysWhatWouldAllowIt() throws Exception {
        try (GatewayFixture gateway = with("access: {}")) {
            String said = answer(gateway, "write", "{}")
                    .path("content")
                    .path(0)
                    .path("text")
                    .asString();
            String line = said.substring(said.indexOf("- {"), said.indexOf("}`") + 1);
            assertEquals(
                    "- { id: up-write, effect: permit, principal: [\"local\"], resource: [\"up/write\"],"
                            + " unless: \"resource.changed\" }",
                    line);
            try (GatewayFixture allowing = with("access:\n  statements:\n  " + line)) {
                assertEquals("allowed", call(allowing, "write", "{}"));
            }
        }
    }

    @Test
    void aRefusalSaysWhatWouldAllowItBesideAPolicyOfYourOwn() throws Exception {
        for (String policy : List.of("""
                access:
                  statements:
                  - { id: all, effect: permit, principal: [local], resource: [up] }
                  - { id: asks, effect: hold, principal: ['*'], resource: ['up/w*'] }
                  - { id: asks-too, effect: hold, principal: ['*'], resource: [up/write], when: arguments.missing == 1 }
                  - { id: up-write, effect: permit, principal: [anonymous], resource: [up] }
                """, """
                access:
                  roles: { r: { members: [local], may: [up/read], hold: [up/write] } }
                  statements:
                  - { id: other, effect: permit, principal: [local], resource: [other] }
                """, """
                access:
                  statements:
                  - { id: some, effect: permit, principal: [local], resource: [up/write], when: arguments.n == 1 }
                  - { id: asks, effect: hold, principal: [local], resource: [up], when: arguments.n == 2 }
                """)) {
            String line;
            try (GatewayFixture gateway = with(policy)) {
                String said = answer(gateway, "write", "{}").toString().replace("\\\"", "\"");
                line = said.substring(said.indexOf("- {"), said.indexOf("}`") + 1);
            }
            try (GatewayFixture allowing = with(policy + "  " + line + "\n")) {
                assertEquals("allowed", call(allowing, "write", "{}"), policy + line);
            }
        }
    }

    @Test
    void whatIsNotPermittedIsAsUnknownAsWhatIsNotThere() throws Exception {
        try (GatewayFixture gateway =
                with(statements("{ id: r, effect: permit, principal: [local], resource: [up/read] }"))) {
            assertEquals(List.of("read"), listed(gateway));
            assertEquals(
                    withoutIncident(answer(gateway, "absent", "{}")), withoutIncident(answer(gateway, "write", "{}")));
            // a near name is suggested only where it may be known
            assertTrue(answer(gateway, "reed", "{}").toString().contains("`read`"));
            assertFalse(answer(gateway, "writ", "{}").toString().contains("`write`"));
            assertTrue(upstream.received("tools/call").isEmpty());
        }
    }

    @Test
    void argumentsDecideAndDoNotHide() throws Exception {
        try (GatewayFixture gateway = with(
                statements(
                        "{ id: w, effect: permit, principal: [local], resource: [up], when: \"arguments.path.within('/srv/public')\" }",
                        "{ id: f, effect: forbid, principal: ['*'], resource: [up/wipe], advice: 'ask the owner of the disk' }"))) {
            assertEquals(List.of("read", "write"), listed(gateway));
            assertEquals("allowed", call(gateway, "write", "{\"path\":\"/srv/public/a\"}"));
            assertEquals("access.not-permitted", call(gateway, "write", "{\"path\":\"/srv/private\"}"));
            assertEquals(
                    "access.not-permitted",
                    call(gateway, "write", "{\"path\":\"/srv/public/../private\"}", "validation.path-traversal"));
            assertEquals("access.not-permitted", call(gateway, "write", "{}"));
        }
    }

    @Test
    void aStatementThatForbidsIsNamed() throws Exception {
        try (GatewayFixture gateway = with(statements(
                "{ id: all, effect: permit, principal: [local], resource: [up] }",
                "{ id: no-big, effect: forbid, principal: ['*'], resource: [up/write], when: 'arguments.n > 3' }"))) {
            assertEquals("allowed", call(gateway, "write", "{\"n\":3}"));
            assertEquals("access.forbidden", call(gateway, "write", "{\"n\":4}"));
            JsonNode failed = answer(gateway, "write", "{\"n\":\"text\"}");
            assertTrue(failed.toString().contains("`no-big` of the policy cannot be evaluated"), failed::toString);
        }
    }

    @Test
    void whatIsObservedPassesAndIsNoted() throws Exception {
        try (GatewayFixture gateway = with(statements(
                "{ id: all, effect: permit, principal: [local], resource: [up] }",
                "{ id: f, effect: forbid, principal: ['*'], resource: [up/write], mode: observe }"))) {
            assertEquals("allowed", call(gateway, "write", "{}"));
            assertTrue(notes(gateway).contains("observe access.forbidden f"), notes(gateway));
        }
        try (GatewayFixture gateway = with("access: { mode: observe }")) {
            assertEquals("allowed", call(gateway, "write", "{}"));
            assertTrue(notes(gateway).contains("observe access.held"), notes(gateway));
        }
    }

    @Test
    void aSumListsFindsAndCallsTheSame() throws Exception {
        String policy = statements("{ id: r, effect: permit, principal: [local], resource: [up/read] }");
        try (GatewayFixture gateway = with(policy)) {
            List<String> names = new ArrayList<>();
            list(gateway, "/mcp").forEach(tool -> names.add(tool.path("name").asString()));
            assertEquals(List.of("up_read"), names);
            assertEquals("validation.unknown-tool", code(answer(gateway, "/mcp", "up_write", "{}")));
        }
        try (GatewayFixture gateway = with(policy + "\nsearch: true")) {
            String found = answer(gateway, "/mcp", "find_tools", "{\"query\":\"read write wipe up\"}")
                    .toString();
            assertTrue(found.contains("up_read") && !found.contains("up_write"), found);
        }
    }

    @Test
    void oneOfManyResourcesThatIsForbiddenIsNotListenedTo() throws Exception {
        try (GatewayFixture gateway = with(
                statements(
                        "{ id: all, effect: permit, principal: [local], resource: [up] }",
                        "{ id: f, effect: forbid, principal: ['*'], resource: ['up/file:///no'], action: [resources/read] }"))) {
            StringBuilder uris = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                uris.append("\"file:///").append(i).append("\",");
            }
            String wanted = "\"notifications\":{\"resourceSubscriptions\":[" + uris + "\"file:///no\"]}";
            String body = Mcp.request("1", "subscriptions/listen", Mcp.modernParams(wanted));
            assertEquals(
                    "access.forbidden",
                    gateway.ask(Mcp.modern("/mcp/up", "subscriptions/listen", "", body))
                            .reason());
            assertEquals(List.of(), upstream.received("subscriptions/listen"));
        }
    }

    @Test
    void aResourceThatIsForbiddenIsSoHoweverItIsSpelled() throws Exception {
        try (GatewayFixture gateway = with(statements(
                "{ id: all, effect: permit, principal: [local], resource: [up] }",
                "{ id: f, effect: forbid, principal: ['*'], resource: ['up/file:///no/*'] }",
                "{ id: h, effect: hold, principal: ['*'], resource: ['up/file:///ask/*'] }"))) {
            for (String uri :
                    List.of("file:///no/a", "FILE:///no/a", "file:///n%6f/a", "file:////no/a", "file:/no/a")) {
                assertEquals("access.forbidden", read(gateway, uri), uri);
                assertEquals(
                        "access.held",
                        read(gateway, uri.replaceAll("no|n%6f", "ask").replace("a/a", "%61/a")),
                        uri);
            }
            assertEquals(List.of(), upstream.received("resources/read"));
        }
    }

    private static String read(GatewayFixture gateway, String uri) throws Exception {
        String body = Mcp.request("1", "resources/read", Mcp.modernParams("\"uri\":\"" + uri + "\""));
        return gateway.ask(Mcp.modern("/mcp/up", "resources/read", uri, body)).reason();
    }

    @Test
    void rolesAreAPolicyInShort() throws Exception {
        try (GatewayFixture gateway =
                with("access: { roles: { reader: { members: [local], may: [up/read], hold: [up/w*] } } }")) {
            assertEquals("allowed", call(gateway, "read", "{}"));
            assertEquals("access.held", call(gateway, "write", "{}"));
            assertEquals(List.of("read", "write", "wipe"), listed(gateway));
        }
    }

    /** Without an id a call is a notification to JSON-RPC, and some servers carry it out all the same. */
    @Test
    void aCallWithoutAnIdIsNoWayAround() throws Exception {
        try (GatewayFixture gateway =
                with(statements("{ id: r, effect: permit, principal: [local], resource: [up/read] }"))) {
            String body = Mcp.notification("tools/call", Mcp.modernParams("\"name\":\"write\",\"arguments\":{}"));
            gateway.ask(Mcp.modern("/mcp/up", "tools/call", "write", body));
            String session =
                    gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
            gateway.ask(Mcp.legacy(session, Mcp.notification("tools/call", "{\"name\":\"write\",\"arguments\":{}}")));
            Thread.sleep(200);
            assertEquals(List.of(), upstream.received("tools/call"));
        }
    }

    private static String statements(String... statements) {
        return "access:\n  statements:\n  - " + String.join("\n  - ", statements);
    }

    private GatewayFixture with(String policy) throws IOException {
        return GatewayFixture.before(upstream, policy);
    }

    private static List<String> listed(GatewayFixture gateway) throws Exception {
        List<String> names = new ArrayList<>();
        list(gateway, "/mcp/up").forEach(tool -> names.add(tool.path("name").asString()));
        return names;
    }

    private static JsonNode list(GatewayFixture gateway, String path) throws Exception {
        String body = Mcp.request("1", "tools/list", Mcp.modernParams(""));
        return gateway.ask(Mcp.modern(path, "tools/list", "", body))
                .message()
                .path("result")
                .path("tools");
    }

    private static String call(GatewayFixture gateway, String tool, String arguments) throws Exception {
        return code(answer(gateway, tool, arguments));
    }

    /** What is refused by the policy, or by {@code instead}, which may come first. */
    private static String call(GatewayFixture gateway, String tool, String arguments, String instead) throws Exception {
        String code = call(gateway, tool, arguments);
        return code.equals(instead) ? "access.not-permitted" : code;
    }

    private static String code(JsonNode answer) {
        JsonNode refusal = answer.findPath("dev.sallyport/refusal");
        return refusal.isMissingNode()
                ? "allowed"
                : refusal.path("practice").asString() + "."
                        + refusal.path("code").asString();
    }

    private static JsonNode answer(GatewayFixture gateway, String tool, String arguments) throws Exception {
        return answer(gateway, "/mcp/up", tool, arguments);
    }

    private static JsonNode answer(GatewayFixture gateway, String path, String tool, String arguments)
            throws Exception {
        String body = Mcp.request(
                "1", "tools/call", Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments));
        JsonNode json = gateway.ask(Mcp.modern(path, "tools/call", tool, body)).message();
        return json.has("result") ? json.path("result") : json;
    }

    private static String notes(GatewayFixture gateway) {
        StringBuilder notes = new StringBuilder();
        gateway.recorder.ended().forEach(exchange -> exchange.notes().forEach(note -> notes.append(note.verdict())
                .append(' ')
                .append(note.reason())
                .append(' ')
                .append(note.detail())
                .append('\n')));
        return notes.toString();
    }

    private static String withoutIncident(JsonNode answer) {
        return answer.toString().replaceAll("incident [^)\"]+", "").replaceAll("\"incident\":\"[^\"]+\"", "");
    }
}
