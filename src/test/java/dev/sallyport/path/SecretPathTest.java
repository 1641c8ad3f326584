package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens and keys in messages, on their way to a server and back. */
final class SecretPathTest {
    /** Made up, in pieces, so that nobody takes them for real ones. */
    private static final String KEY = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345";

    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

    private final FakeUpstream upstream = new FakeUpstream();
    private GatewayFixture gateway;

    SecretPathTest() throws Exception {
        gateway = GatewayFixture.before(upstream);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private void restart(String... more) throws Exception {
        gateway.close();
        gateway = GatewayFixture.before(upstream, more);
    }

    private RawClient.Answer call(String text) throws Exception {
        return gateway.ask(Mcp.modernCall("1", text));
    }

    private void answers(String text) {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}")));
    }

    private List<String> found() {
        Exchange last = gateway.recorder.ended().getLast();
        return last.notes().stream()
                .filter(note -> note.verdict().equals("found"))
                .map(Exchange.Note::detail)
                .toList();
    }

    private String sent() {
        return upstream.received().stream().map(FakeUpstream.Received::text).collect(Collectors.joining());
    }

    @Test
    void aKeyInArgumentsIsRefusedAndItsHashRecorded() throws Exception {
        for (String secret : List.of(KEY, JWT, "Authorization: Bearer 0123456789abcdefghijkl")) {
            RawClient.Answer answer = call("use " + secret + " for it");
            assertEquals("token.secret-argument", answer.reason(), answer.text());
            assertEquals(200, answer.status());
            assertFalse(answer.text().contains(secret));
            assertEquals(1, found().size());
            assertTrue(found().getFirst().matches("(api-key|jwt|bearer) [A-Za-z0-9_-]{16}"), found().toString());
        }
        assertTrue(upstream.received("tools/call").isEmpty());
    }

    @Test
    void ofWhatCanBeGuessedNoHashIsRecorded() throws Exception {
        for (String password : List.of("dXNlcjpwYXNzd29yZDE=", "YWRtaW5pc3RyYXRvcjpjb3JyZWN0LWhvcnNl")) {
            assertEquals(
                    "token.secret-argument",
                    call("Authorization: Basic " + password).reason());
            assertEquals(List.of("basic"), found());
        }
        assertEquals("token.secret-argument", call("Bearer 0123456789abcdef").reason());
        assertEquals(List.of("bearer"), found());
    }

    @Test
    void aKeyInAResultIsTakenOut() throws Exception {
        answers("the key is " + KEY + ", and " + JWT + ".");
        RawClient.Answer answer = call("x");
        assertEquals(
                "the key is [redacted: api-key], and [redacted: jwt].",
                answer.message()
                        .path("result")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString(""));
        assertEquals(2, found().size());
    }

    @Test
    void howeverManyThereAreAllAreTakenOut() throws Exception {
        answers((KEY + " ").repeat(100));
        RawClient.Answer answer = call("x");
        assertFalse(answer.text().contains(KEY), answer.text());
        assertEquals(101, answer.text().split("\\[redacted: api-key]", -1).length);
    }

    @Test
    void anErrorOfTheServerIsCleanedToo() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                        + ",\"error\":{\"code\":-32000,\"message\":\"bad key " + KEY + "\",\"data\":[\"" + JWT
                        + "\"]}}"));
        RawClient.Answer answer = call("x");
        assertFalse(answer.text().contains(KEY) || answer.text().contains(JWT), answer.text());
        assertTrue(answer.text().contains("bad key [redacted: api-key]"), answer.text());
    }

    @Test
    void theRulesAreThoseOfTheSettings() throws Exception {
        restart("token: { arguments: redact, results: refuse }");
        answers("fine");
        assertEquals(200, call("use " + KEY).status());
        assertTrue(sent().contains("use [redacted: api-key]"), sent());
        answers(KEY);
        assertEquals("token.secret-result", call("x").reason());
        restart("token: { exempt: ['up/echo'] }");
        answers(KEY);
        assertTrue(call(KEY).text().contains(KEY));
        restart("token: { mode: observe }");
        answers(KEY);
        assertTrue(call(KEY).text().contains(KEY));
        assertEquals(2, found().size());
    }

    @Test
    void theCallersOwnTokenNeverLeavesWhateverTheSettingsSay() throws Exception {
        restart("token: { mode: observe, arguments: allow, exempt: [up] }");
        String asName = "x\", \"" + Mcp.TOKEN + "\": \"y";
        for (String text : List.of("say " + Mcp.TOKEN + " back", asName)) {
            RawClient.Answer answer = call(text);
            assertEquals("token.secret-argument", answer.reason(), answer.text());
        }
        assertFalse(sent().contains(Mcp.TOKEN));
    }

    @Test
    void theCallersOwnTokenIsSeenBehindAnyNumberOfOthersAndInThem() throws Exception {
        restart("token: { mode: observe }");
        for (String text : List.of((KEY + " ").repeat(64) + Mcp.TOKEN, "Authorization: Bearer " + Mcp.TOKEN)) {
            RawClient.Answer answer = call(text);
            assertEquals("token.secret-argument", answer.reason(), answer.text());
        }
        assertFalse(sent().contains(Mcp.TOKEN));
    }

    @Test
    void theSecretOfAServerNeverComesBackWhateverTheSettingsSay() throws Exception {
        gateway.close();
        gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url()
                + "', headers: { Authorization: 'Bearer ${KEY}' } } }\ntoken: { mode: observe, results: allow }");
        answers("you said configured-secret to me");
        RawClient.Answer answer = call("x");
        assertTrue(answer.text().contains("you said [redacted: configured-secret] to me"), answer.text());
        assertEquals(List.of("configured-secret"), found(), "it may be a password");
        answers("configured-secret ".repeat(100));
        assertFalse(call("x").text().contains("configured-secret "));
    }

    @Test
    void theSecretOfAServerIsKnownInsideAnother() throws Exception {
        gateway.close();
        gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url()
                + "', headers: { Authorization: 'Bearer ${KEY}' } } }\ntoken: { mode: observe }");
        answers("Bearer a1234configured-secret");
        RawClient.Answer answer = call("x");
        assertTrue(answer.text().contains("\"[redacted: configured-secret]\""), answer.text());
        assertEquals(List.of("configured-secret"), found(), "it may be a password");
    }

    @Test
    void whatIsOpaqueToUsStaysAsItIs() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[],\"_meta\":{\"example.com/state\":\"" + JWT
                                + "\"}}")));
        assertTrue(call("x").text().contains(JWT));
    }

    @Test
    void aLargeResultIsLookedThroughElsewhere() throws Exception {
        answers("x ".repeat(100_000) + KEY);
        RawClient.Answer answer = call("x");
        assertFalse(answer.text().contains(KEY));
        assertTrue(answer.text().contains("[redacted: api-key]"));
    }
}
