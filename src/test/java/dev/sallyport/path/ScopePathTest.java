package dev.sallyport.path;

import static dev.sallyport.path.ScopeFixture.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Scopes of tokens against what they are used for, through the whole gateway. */
final class ScopePathTest {
    private static final String RULES = ScopeFixture.RULES;

    private ScopeFixture at;

    @BeforeEach
    void start() throws Exception {
        at = new ScopeFixture();
    }

    @AfterEach
    void stop() throws Exception {
        at.close();
    }

    @Test
    void aMissingScopeIsAskedForAndNothingElse() throws Exception {
        at.with(RULES);
        assertEquals("200 ", outcome(at.call("up", "base", "read")));
        RawClient.Answer refused = at.call("up", "base other:scope", "write");
        assertEquals("403 scope.insufficient", outcome(refused));
        assertEquals("w", at.challenged(refused, "up"));
        RawClient.Answer stranger = at.call("up", "w", "write");
        assertEquals("403 scope.insufficient", outcome(stranger));
        assertEquals("base", at.challenged(stranger, "up"));
        assertEquals(1, at.upstream.received("tools/call").size());
        assertEquals("200 ", outcome(at.call("up", "w base", "write")));
        for (String near : List.of("base W", "base w2", "base w,x", "base w:", "basew")) {
            assertEquals("403 scope.insufficient", outcome(at.call("up", near, "write")), near);
        }
    }

    /** Older clients ask for what they are told and for nothing else, so what this takes and they have is named too. */
    @Test
    void anOlderClientIsToldAllThatItsCallTakes() throws Exception {
        at.with(RULES);
        String narrow = at.bearer("up", "base unrelated");
        String session = at.gateway
                .ask(Mcp.post("/mcp/up", Mcp.initialize("1"), narrow))
                .head()
                .value("Mcp-Session-Id");
        String write = Mcp.request("2", "tools/call", "{\"name\":\"write\",\"arguments\":{}}");
        RawClient.Answer refused = at.gateway.ask(Mcp.legacy(session, write, narrow));
        assertEquals("403 scope.insufficient", outcome(refused));
        assertEquals("base w", at.challenged(refused, "up"));
        assertEquals(
                "200 ", outcome(at.gateway.ask(Mcp.legacy(session, write, at.bearer("up", "w base")))), "stepped up");
        assertEquals(
                "403 scope.insufficient",
                outcome(at.gateway.ask(Mcp.legacy(session, write, narrow))),
                "stepped down: the rights are those of the token that is shown");
    }

    @Test
    void theSumAsksForWhatTheServerOfTheThingAsks() throws Exception {
        at.with(
                "rules: [ { scopes: [base] }, { scopes: [w], resource: [up/write] }, { scopes: [up], resource: [up] } ]",
                "search: true");
        assertEquals("200 ", outcome(at.call("", "base up", "up_read")));
        RawClient.Answer refused = at.call("", "base", "up_write");
        assertEquals("403 scope.insufficient", outcome(refused));
        assertEquals("up w", at.challenged(refused, ""));
        assertEquals("200 ", outcome(at.call("", "base", "other_write")));
        String found = "\"name\":\"call_tool\",\"arguments\":{\"name\":\"up_write\",\"arguments\":{}}";
        RawClient.Answer hidden = at.ask("", "base up", "tools/call", "call_tool", found);
        assertEquals("403 scope.insufficient", outcome(hidden));
        assertEquals("w", at.challenged(hidden, ""));
        assertEquals(
                "200 ",
                outcome(at.ask(
                        "",
                        "base",
                        "tools/call",
                        "find_tools",
                        "\"name\":\"find_tools\",\"arguments\":{\"query\":\"write\"}")),
                "what the gateway answers itself");
        assertEquals("base", at.challenged(at.call("", "up w", "up_write"), ""), "at the door");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "resources/read | file:///secret/a | 'uri':'file:///secret/a'",
                "resources/subscribe | | 'uri':'file:///secret/a'",
                "prompts/get | secret | 'name':'secret'",
                "completion/complete | | 'ref':{'type':'ref/prompt','name':'secret'},'argument':{'name':'a','value':'b'}",
                "completion/complete | | 'ref':{'type':'ref/resource','uri':'file:///secret/{x}'},'argument':{'name':'a','value':'b'}",
                "subscriptions/listen | | 'notifications':{'resourceSubscriptions':['file:///a','file:///secret/b']}",
            })
    void everyUseOfAThingIsAskedFor(String method, String name, String params) throws Exception {
        at.with("rules: [ { scopes: [base] }, { scopes: [s], resource: ['up/*secret*'] } ]");
        RawClient.Answer refused = at.ask("up", "base", method, name == null ? "" : name, params.replace('\'', '"'));
        assertEquals("403 scope.insufficient", outcome(refused), refused.text());
        assertEquals("s", at.challenged(refused, "up"));
        assertTrue(at.upstream.received(method).isEmpty());
    }

    @Test
    void aSpellingOfAUriThatLeadsElsewhereReachesNothing() throws Exception {
        at.with("rules: [ { scopes: [base] }, { scopes: [s], resource: ['up/file:///secret/*'] } ]");
        for (String uri : List.of(
                "file:///public/../secret/a",
                "file:///public/%2e%2e/secret/a",
                "file:///secret/../public/a",
                "file:///secret/a ",
                "file:///secret%00/a")) {
            RawClient.Answer answer = at.ask("up", "base", "resources/read", uri, "\"uri\":\"" + uri + "\"");
            assertFalse(answer.reason().isEmpty(), uri + " " + answer.text());
        }
        for (String uri : List.of(
                "FILE:///secret/a",
                "file:/secret/a",
                "file:////secret/a",
                "file://localhost/secret/a",
                "file:///s%65cret/a",
                "file:///secret%2Fa",
                "file:///./secret/a",
                "file:///s%2565cret/a")) {
            RawClient.Answer answer = at.ask("up", "base", "resources/read", uri, "\"uri\":\"" + uri + "\"");
            assertEquals("403 scope.insufficient", outcome(answer), uri + " " + answer.text());
        }
        assertTrue(at.upstream.received("resources/read").isEmpty());
    }

    @Test
    void ofAServerThatIsNamedWhatNoRuleIsAboutIsRefused() throws Exception {
        at.with("rules: [ { scopes: [r], resource: [up/read] } ]");
        assertEquals("200 ", outcome(at.call("up", "r", "read")));
        assertEquals("200 scope.unnamed", outcome(at.call("up", "r w admin", "write")));
        assertEquals("200 scope.unnamed", outcome(at.ask("up", "r", "own/do", "", "\"x\":1")));
        assertEquals("200 ", outcome(at.call("other", "", "write")), "no rule names it");
        assertEquals(0, at.upstream.received("own/do").size());
    }

    @Test
    void aTokenIsNeverEnoughWithoutThePolicy() throws Exception {
        for (String policy : List.of("access: {}", "access: { statements: [" + permitting("read") + "] }")) {
            at.with(RULES, policy);
            RawClient.Answer all = at.call("up", "base w", "write");
            RawClient.Answer none = at.call("up", "base", "write");
            assertEquals("validation.unknown-tool", all.reason(), all.text());
            assertEquals(outcome(all), outcome(none), "no scope is asked for that would not help");
            assertEquals("", none.head().value("WWW-Authenticate"));
        }
        assertTrue(at.upstream.received("tools/call").isEmpty());
        at.with(
                "rules: [ { scopes: [base] }, { scopes: [s], resource: ['up/secret'] } ]",
                "access: { statements: [" + permitting("read") + "] }");
        RawClient.Answer prompt = at.ask("up", "base", "prompts/get", "secret", "\"name\":\"secret\"");
        assertEquals("200 access.not-permitted", outcome(prompt), prompt.text());
        assertEquals("", prompt.head().value("WWW-Authenticate"));
    }

    private String permitting(String tool) {
        return "{ id: p, effect: permit, principal: ['user:" + at.idp.issuer.name + "#user-1'], resource: [up/" + tool
                + "] }";
    }

    @Test
    void thePolicySeesTheScopes() throws Exception {
        String policy = "access: { statements: [ { id: p, effect: permit, principal: ['*'], resource: ['*'],"
                + " when: \"'w' in principal.scopes\" } ] }";
        at.with("rules: [ { scopes: [base] } ]", policy);
        assertEquals("200 ", outcome(at.call("up", "base w", "write")));
        assertEquals("validation.unknown-tool", at.call("up", "base", "write").reason());
    }

    @Test
    void whoComesWithoutATokenOfAnIssuerIsAskedForNone() throws Exception {
        at.with(RULES);
        String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"write\",\"arguments\":{}"));
        String home = Mcp.modern("/mcp/up", "tools/call", "write", body);
        assertEquals("200 ", outcome(at.gateway.ask(home)), "the owner of the home");
    }

    @Test
    void aStrangerIsAskedForATokenWhereScopesAreNeeded() throws Exception {
        at.with(RULES);
        at.gateway.close();
        at.gateway = GatewayFixture.of(
                "servers: { up: { url: '" + at.upstream.url() + "' } }\nidentity: { issuers: [ { url: '"
                        + at.idp.issuer.name + "', profile: generic } ], anonymous: [up] }\nscope: { " + RULES + " }");
        for (String tool : List.of("read", "write")) {
            String body =
                    Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":{}"));
            RawClient.Answer answer =
                    at.gateway.ask(Mcp.modern("/mcp/up", "tools/call", tool, body, "Authorization: "));
            assertEquals(tool.equals("read") ? "200 " : "401 scope.token", outcome(answer), answer.text());
            String challenge = answer.head().value("WWW-Authenticate");
            assertFalse(challenge.contains("error"), challenge);
            assertEquals(tool.equals("write"), challenge.endsWith("scope=\"w\""), challenge);
        }
    }

    @Test
    void metadataNameWhatAllOfAServerTakesAndNoMore() throws Exception {
        at.with(
                "rules: [ { scopes: [base] }, { scopes: [up, admin], resource: [up] }, { scopes: [w], resource: [up/write] } ],"
                        + " implies: { admin: [up] }");
        for (String[] expected : new String[][] {{"up", "[\"admin\",\"base\"]"}, {"", "[\"base\"]"}}) {
            String path =
                    "/.well-known/oauth-protected-resource/mcp" + (expected[0].isEmpty() ? "" : "/" + expected[0]);
            JsonNode document = at.gateway.ask(Mcp.head("GET", path) + "\r\n").json();
            assertEquals(expected[1], document.path("scopes_supported").toString());
        }
        String challenge = at.gateway
                .ask(Mcp.post("/mcp/up", "", "Authorization: "))
                .head()
                .value("WWW-Authenticate");
        assertTrue(challenge.endsWith("scope=\"admin base\""), challenge);
    }

    @Test
    void whatIsObservedPassesAndIsNoted() throws Exception {
        at.with(RULES + ", listing: granted, mode: observe");
        assertEquals("200 ", outcome(at.call("up", "base", "write")));
        assertTrue(at.gateway.recorder.ended().getLast().notes().stream()
                .anyMatch(note -> note.verdict().equals("observe")
                        && note.reason().toString().equals("scope.insufficient")));
        assertTrue(at.listed("up", "base").contains("write"));
    }

    @Test
    void aTaskGoesOnAsLongAsItsToolCouldBeCalled() throws Exception {
        at.with(RULES);
        at.upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), TaskMessages.state("task", "working", "\"taskId\":\"t-1\""))));
        at.upstream.on(
                "tasks/get",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), TaskMessages.state("complete", "working", "\"taskId\":\"t-1\""))));
        assertEquals("200 ", outcome(at.gateway.ask(withToken(TaskMessages.call("/mcp/up", "write"), "base w"))));
        String get = TaskMessages.ask("/mcp/up", "tasks/get", "t-1");
        assertEquals("200 ", outcome(at.gateway.ask(withToken(get, "w base"))));
        RawClient.Answer refused = at.gateway.ask(withToken(get, "base"));
        assertEquals("403 scope.insufficient", outcome(refused));
        assertEquals("w", at.challenged(refused, "up"));
        assertEquals(1, at.upstream.received("tasks/get").size());
    }

    private String withToken(String request, String scopes) {
        return request.replace("Authorization: Bearer " + Mcp.TOKEN, at.bearer("up", scopes));
    }
}
