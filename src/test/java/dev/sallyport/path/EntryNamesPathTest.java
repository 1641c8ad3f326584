package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.ledger.LedgerText;
import dev.sallyport.practice.audit.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What entries say of names that a caller chose. */
final class EntryNamesPathTest {
    private static final String KEY = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    private static final String LONG = "x".repeat(255);

    @TempDir
    private Path audit;

    /** The answers to {@code requests}, and then the entries. */
    private List<JsonNode> entries(Durability durability, String... requests) throws IOException {
        try (FakeUpstream upstream = new FakeUpstream();
                FailurePathTest.Audited gateway = new FailurePathTest.Audited(
                        audit,
                        GatewayFixture.settings(
                                "servers: { up: { url: '" + upstream.url() + "' } }\naudit: { durability: "
                                        + durability.name().toLowerCase(Locale.ROOT) + " }"),
                        Clock.systemUTC())) {
            for (String request : requests) {
                assertFalse(gateway.ask(request).text().isEmpty(), "an answer");
            }
        }
        return LedgerText.in(audit)
                .lines()
                .map(Mcp::json)
                .filter(entry -> entry.has("exchange")
                        && !entry.path("event").asString("").equals("intended"))
                .toList();
    }

    private static String read(String uri) {
        return asked("resources/read", "uri", uri);
    }

    private static String asked(String method, String member, String name) {
        String body = Mcp.request("1", method, Mcp.modernParams("\"" + member + "\":\"" + name + "\""));
        return Mcp.modern("/mcp/up", method, name, body);
    }

    private static List<String> names(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.path("name").asString("")).toList();
    }

    @ParameterizedTest
    @EnumSource
    void noCharacterIsCutInTwoAndNobodyWaitsForSuchAnEntry(Durability durability) throws IOException {
        List<JsonNode> entries = entries(
                durability,
                asked("tools/call", "name", LONG + "😀"),
                asked("tasks/get", "taskId", "😀1234567"),
                asked("tools/call", "name", "x"));
        assertEquals(List.of(LONG, "", "x"), names(entries));
        assertEquals("1234567", entries.get(1).path("task").asString(""));
    }

    @ParameterizedTest
    @CsvSource({
        "https://ann:hunter2@h.example/a, https://h.example/a",
        "https://ann:p@ss@h.example/a, https://h.example/a",
        "HTTPS:///ann:pw@h.example/a, HTTPS:///h.example/a",
        "file:///a@b, file:///a@b",
        "https://h.example/a?token=1#b, https://h.example/a?*",
        "https://h.example/a#b?c@d, https://h.example/a",
        "https://h.example/@me, https://h.example/@me",
        "https://h.example/ghp_0123456789abcdefghijABCDEFGHIJ012345, https://h.example/[redacted: api-key]",
        "mailto:ann@h.example, mailto:h.example",
        "jdbc:postgresql://bob:hunter2@db/x, jdbc:postgresql://db/x",
        "jar:https://ann:hunter2@h.example/a!/b, jar:https://h.example/a!/b",
        "view-source:https:\\\\ann:hunter2@h.example/, view-source:https:\\h.example/",
        "' https://ann:hunter2@h.example/a', ' https://h.example/a'",
        "' mailto:ann@h.example', ' mailto:h.example'",
        "https://h.example/https://ann:hunter2@h.example, https://h.example/https://h.example",
        "jar:file:///a@b, jar:file:///a@b"
    })
    void aUriIsWrittenWithoutWhoAndWhatItIsFor(String uri, String written) throws IOException {
        List<JsonNode> entries = entries(Durability.PROCESS, read(uri));
        assertEquals(List.of(written), names(entries));
        assertFalse(entries.toString().contains("hunter2"));
    }

    @Test
    void noNameAndNoPathCarriesASecret() throws IOException {
        List<JsonNode> entries = entries(
                Durability.PROCESS,
                asked("tools/call", "name", KEY),
                asked("prompts/get", "name", "my " + KEY),
                Mcp.modern(
                        "/mcp/" + KEY, "tools/list", "", Mcp.request("1", "tools/list", Mcp.modernParams("\"x\":1"))),
                Mcp.post("/" + KEY + "/" + LONG, "{}"),
                Mcp.modern("/mcp/up", "x/" + KEY, "", Mcp.request("1", "x/" + KEY, Mcp.modernParams("\"x\":1"))));
        assertEquals(5, entries.size());
        assertFalse(entries.toString().contains("abcdefghij"), entries.toString());
        assertEquals("[redacted: api-key]", names(entries).getFirst());
    }
}
