package dev.sallyport.path;

import static dev.sallyport.path.ScopeFixture.RULES;
import static dev.sallyport.path.ScopeFixture.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is listed, and what a call of it comes to, agree. */
final class ScopeListPathTest {
    private static final String SECRET = "rules: [ { scopes: [base] }, { scopes: [s], resource: ['up/*secret*'] } ]";

    private ScopeFixture at;

    @BeforeEach
    void start() throws Exception {
        at = new ScopeFixture();
    }

    @AfterEach
    void stop() throws Exception {
        at.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", ""})
    void whatCouldBeGrantedIsListedUnlessTheSettingsSayOtherwise(String route) throws Exception {
        String prefix = route.isEmpty() ? "up_" : "";
        at.with(RULES);
        assertTrue(at.listed(route, "base").containsAll(List.of(prefix + "read", prefix + "write")));
        assertEquals("403 scope.insufficient", outcome(at.call(route, "base", prefix + "write")));
        at.with(RULES + ", listing: granted, implies: { all: [w] }");
        List<String> shown = at.listed(route, "base");
        assertTrue(shown.contains(prefix + "read") && !shown.contains(prefix + "write"), shown::toString);
        RawClient.Answer hidden = at.call(route, "base", prefix + "write");
        assertEquals("validation.unknown-tool", hidden.reason(), hidden.text());
        assertEquals("", hidden.head().value("WWW-Authenticate"));
        assertTrue(at.listed(route, "base all").contains(prefix + "write"), "by way of another");
        assertEquals("200 ", outcome(at.call(route, "base all", prefix + "write")));
    }

    private List<String> names(String route, String method, String member, String key) throws Exception {
        List<String> names = new ArrayList<>();
        at.ask(route, "base", method, "", "")
                .json()
                .path("result")
                .path(member)
                .forEach(item -> names.add(item.path(key).asString("")));
        return names;
    }

    @ParameterizedTest
    @CsvSource({"up, ''", "'', up_"})
    void promptsAndResourcesAreListedByTheSameRules(String route, String prefix) throws Exception {
        // the other server is before the same fake, and its resources are the same
        String alone = "access: { statements: [ { id: p, effect: permit, principal: ['*'], resource: [up] } ] }";
        at.with(SECRET, alone);
        assertTrue(names(route, "prompts/list", "prompts", "name").contains(prefix + "secret"));
        assertEquals("403 scope.insufficient", outcome(prompt(route, "base", prefix + "secret")));
        assertEquals("200 ", outcome(prompt(route, "base s", prefix + "secret")));
        at.with(SECRET + ", listing: granted", alone);
        assertEquals(List.of(prefix + "plain"), names(route, "prompts/list", "prompts", "name"));
        assertEquals(List.of("file:///plain/a"), names(route, "resources/list", "resources", "uri"));
        RawClient.Answer hidden = prompt(route, "base", prefix + "secret");
        assertEquals(
                route.isEmpty() ? "200 validation.unknown-target" : "403 scope.insufficient",
                outcome(hidden),
                hidden.text());
        assertEquals("200 ", outcome(prompt(route, "base", prefix + "plain")));
        assertEquals("403 scope.insufficient", outcome(read(route, "file:///secret/b")));
        assertEquals("200 ", outcome(read(route, "file:///plain/a")));
        assertEquals(1, at.upstream.received("resources/read").size());
    }

    private RawClient.Answer prompt(String route, String scopes, String name) throws Exception {
        return at.ask(route, scopes, "prompts/get", name, "\"name\":\"" + name + "\"");
    }

    private RawClient.Answer read(String route, String uri) throws Exception {
        return at.ask(route, "base", "resources/read", uri, "\"uri\":\"" + uri + "\"");
    }

    @Test
    void aSearchFindsWhatIsListed() throws Exception {
        String find = "\"name\":\"find_tools\",\"arguments\":{\"query\":\"up read write\"}";
        for (String listing : List.of("grantable", "granted")) {
            at.with(RULES + ", listing: " + listing, "search: true");
            String found = at.ask("", "base", "tools/call", "find_tools", find).text();
            assertTrue(found.contains("up_read"), found);
            assertEquals(listing.equals("grantable"), found.contains("up_write"), found);
        }
    }

    @Test
    void anOlderClientSeesTheSame() throws Exception {
        at.with(RULES + ", listing: granted");
        String token = at.bearer("up", "base");
        String session = at.gateway
                .ask(Mcp.post("/mcp/up", Mcp.initialize("1"), token))
                .head()
                .value("Mcp-Session-Id");
        List<String> names = new ArrayList<>();
        JsonNode tools = at.gateway
                .ask(Mcp.legacy(session, Mcp.request("2", "tools/list", "{}"), token))
                .message()
                .path("result")
                .path("tools");
        tools.forEach(tool -> names.add(tool.path("name").asString("")));
        assertEquals(List.of("read"), names);
        String write = Mcp.request("3", "tools/call", "{\"name\":\"write\",\"arguments\":{}}");
        assertEquals(
                "validation.unknown-tool",
                at.gateway.ask(Mcp.legacy(session, write, token)).reason());
    }

    @Test
    void nobodyIsAskedToAgreeToWhatAScopeIsMissingFor() throws Exception {
        at.with(RULES, "access: { statements: [ { id: h, effect: hold, principal: ['*'], resource: [up] } ] }");
        assertEquals("403 scope.insufficient", outcome(at.call("up", "base", "write")));
        assertEquals(0, waiting());
        assertEquals("200 access.held", outcome(at.call("up", "base w", "write")));
        assertEquals(1, waiting());
    }

    private int waiting() {
        return at.gateway
                .gateway
                .approvals()
                .list(JsonNodeFactory.instance.objectNode(), "")
                .path("approvals")
                .size();
    }
}
