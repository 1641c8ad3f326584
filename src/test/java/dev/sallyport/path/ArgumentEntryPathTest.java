package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import dev.sallyport.practice.audit.ArgumentFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What entries say of arguments. */
final class ArgumentEntryPathTest {
    private static final String KEY = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

    private FakeUpstream upstream;

    @TempDir
    private Path audit;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    /** The entries of calls and prompts that a gateway with {@code more} settings writes while {@code requests} are made. */
    private List<JsonNode> entries(String more, String... requests) throws IOException {
        try (FailurePathTest.Audited gateway = new FailurePathTest.Audited(
                audit,
                GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }\n" + more),
                Clock.systemUTC())) {
            for (String request : requests) {
                var _ = gateway.ask(request);
            }
        }
        return LedgerText.in(audit)
                .lines()
                .map(Mcp::json)
                .filter(entry -> List.of("tools/call", "prompts/get", "resources/read")
                        .contains(entry.path("method").asString("")))
                .toList();
    }

    private static boolean isOf(JsonNode entry, String arguments) {
        return ArgumentFacts.isOf(entry, Mcp.json(arguments), FailurePathTest.KEY);
    }

    private static String call(String arguments) {
        return Mcp.modern(
                "/mcp/up",
                "tools/call",
                "echo",
                Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"echo\",\"arguments\":" + arguments)));
    }

    @Test
    void theOutcomeHasADigestThatTheHolderOfTheKeyCanConfirm() throws IOException {
        List<JsonNode> entries = entries("", call("{\"text\":\"+49 30 123456\",\"region\":\"eu\"}"));
        assertEquals(1, entries.size());
        assertFalse(entries.toString().contains("123456"));
        assertTrue(isOf(entries.getFirst(), "{\"region\":\"eu\",\"text\":\"+49 30 123456\"}"), entries.toString());
        assertFalse(isOf(entries.getFirst(), "{\"region\":\"eu\",\"text\":\"+49 30 123457\"}"));
        assertTrue(ArgumentFacts.digestIn(entries.getFirst()).matches("hmac-sha256:[A-Za-z0-9_-]{32}"));
    }

    @Test
    void theIntentHasTheSame() throws IOException {
        List<JsonNode> entries = entries("audit: { durability: strict }", call("{\"text\":\"x\"}"));
        assertEquals(
                List.of("intended", "answered"),
                entries.stream().map(e -> e.path("event").asString("")).toList());
        assertTrue(entries.stream().allMatch(entry -> isOf(entry, "{\"text\":\"x\"}")));
    }

    @Test
    void itIsThatOfWhatWasSentAndNotOfWhatWasTakenOut() throws IOException {
        JsonNode entry = entries("token: { arguments: redact }", call("{\"text\":\"use " + KEY + "\"}"))
                .getFirst();
        assertTrue(upstream.received("tools/call").getFirst().text().contains("use [redacted: api-key]"));
        assertTrue(isOf(entry, "{\"text\":\"use [redacted: api-key]\"}"), entry.toString());
        assertFalse(isOf(entry, "{\"text\":\"use " + KEY + "\"}"));
    }

    @Test
    void aRefusedCallHasIt() throws IOException {
        JsonNode entry = entries("", call("{\"text\":\"" + KEY + "\"}")).getFirst();
        assertEquals("denied", entry.path("event").asString(""));
        assertTrue(isOf(entry, "{\"text\":\"" + KEY + "\"}"), entry.toString());
        assertFalse(entry.toString().contains(KEY));
    }

    @Test
    void largeArgumentsHaveItToo() throws IOException {
        String arguments = "{\"text\":\"" + "x".repeat(200_000) + "\"}";
        JsonNode entry = entries("", call(arguments)).getFirst();
        assertEquals("answered", entry.path("event").asString(""));
        assertTrue(isOf(entry, arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "strict"})
    void largeArgumentsThatWereRefusedHaveItToo(String durability) throws IOException {
        String arguments = "{\"text\":\"" + KEY + " " + "x".repeat(200_000) + "\"}";
        JsonNode entry = entries("audit: { durability: " + durability + " }", call(arguments))
                .getLast();
        assertEquals("denied", entry.path("event").asString(""));
        assertTrue(isOf(entry, arguments), entry.toString());
    }

    @Test
    void whatHasNoArgumentsHasNone() throws IOException {
        List<JsonNode> entries = entries(
                "",
                Mcp.modern(
                        "/mcp/up",
                        "tools/call",
                        "echo",
                        Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"echo\""))),
                Mcp.modern(
                        "/mcp/up",
                        "resources/read",
                        "file:///x",
                        Mcp.request("2", "resources/read", Mcp.modernParams("\"uri\":\"file:///x\""))),
                Mcp.modern(
                        "/mcp/up",
                        "prompts/get",
                        "p",
                        Mcp.request(
                                "3", "prompts/get", Mcp.modernParams("\"name\":\"p\",\"arguments\":{\"a\":\"b\"}"))));
        assertEquals(3, entries.size());
        assertTrue(entries.get(0).path("arguments").isMissingNode());
        assertTrue(entries.get(1).path("arguments").isMissingNode());
        assertEquals("file:///x", entries.get(1).path("name").asString(""));
        assertTrue(isOf(entries.get(2), "{\"a\":\"b\"}"));
    }

    @Test
    void whatARuleKeepsIsThereAndNothingElse() throws IOException {
        String rule = "audit: { arguments: [ { resource: ['up/ec*'], keep: [/place] } ] }";
        JsonNode entry =
                entries(rule, call("{\"text\":\"private\",\"place\":\"eu\"}")).getFirst();
        assertEquals(
                "[{\"at\":\"/place\",\"value\":\"eu\"}]",
                entry.path("arguments").path("kept").toString());
        assertFalse(entry.toString().contains("private"));
    }

    @Test
    void nothingIsKeptOfWhatWasRefusedForASecret() throws IOException {
        String rule = "token: { mode: observe }\naudit: { arguments: [ { resource: [up], keep: [/text] } ] }";
        JsonNode entry = entries(rule, call("{\"text\":\"" + Mcp.TOKEN + "\"}")).getFirst();
        assertEquals("denied", entry.path("event").asString(""));
        assertTrue(entry.path("arguments").path("kept").isMissingNode(), entry.toString());
        assertFalse(entry.toString().contains(Mcp.TOKEN));
    }

    @Test
    void secretsThatTheSettingsLetPassAreNotKept() throws IOException {
        String rule = "token: { arguments: allow }\naudit: { arguments: [ { resource: [up], keep: [/text] } ] }";
        JsonNode entry = entries(rule, call("{\"text\":\"use " + KEY + "\"}")).getFirst();
        assertEquals("answered", entry.path("event").asString(""));
        assertEquals(
                "use [redacted: api-key]", entry.at("/arguments/kept/0/value").asString(""));
    }

    @Test
    void aReloadTakesRulesOver() throws IOException {
        String server = "servers: { up: { url: '" + upstream.url() + "' } }\n";
        try (FailurePathTest.Audited gateway =
                new FailurePathTest.Audited(audit, GatewayFixture.settings(server), Clock.systemUTC())) {
            var _ = gateway.ask(call("{\"text\":\"before\"}"));
            gateway.reload(
                    GatewayFixture.settings(server + "audit: { arguments: [ { resource: ['*'], keep: [/text] } ] }"));
            var _ = gateway.ask(call("{\"text\":\"behind\"}"));
        }
        String trail = LedgerText.in(audit);
        assertFalse(trail.contains("before"));
        assertTrue(trail.contains("\"value\":\"behind\""), trail);
    }
}
