package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.Gateway;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the record says of a caller. */
final class AuditEntriesTest {
    private static final String ISSUER = "https://idp.example";
    private static final AuditEntries ENTRIES =
            new AuditEntries(new ArgumentFacts(KeyedDigest.fresh(new SecureRandom())), new ShownNames(text -> text));

    private static Exchange exchange() {
        return exchange(Headers.NONE, Runnable::run);
    }

    private static Exchange exchange(Headers headers) {
        return exchange(headers, Runnable::run);
    }

    /** An exchange whose loop is {@code executor}. */
    static Exchange exchange(Executor executor) {
        return exchange(Headers.NONE, executor);
    }

    private static Exchange exchange(Headers headers, Executor executor) {
        Snapshot snapshot = new Snapshot(
                new Pipeline(List.of(), Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1 << 20), new Underway()),
                Map.of(),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        return new Exchange(
                "x-1",
                new Envelope(Envelope.Carrier.POST, "up", "192.0.2.1", headers, 0),
                snapshot,
                new FixedLoop(true, executor),
                Instant.EPOCH);
    }

    private static JsonNode written(Exchange exchange) {
        return read(ENTRIES.ended(exchange));
    }

    private static JsonNode read(byte[] members) {
        return JsonMapper.shared().readTree("{" + new String(members, StandardCharsets.UTF_8) + "}");
    }

    @Test
    void aCallerIsNamedByIssuerSubjectClientAndHowItIsKnown() {
        Exchange exchange = exchange();
        Authentication how = new Authentication(
                Authentication.Method.SIGNED_TOKEN,
                "agent",
                Set.of("a"),
                Instant.EPOCH,
                Authentication.Confirmation.NONE,
                Map.of("mail", List.of("ann@example.test")),
                "hash-of-it");
        exchange.identified(
                new Principal.Delegated(new Principal.Key(ISSUER, "ann", "blue"), new Principal.Key(ISSUER, "bot", "")),
                how);
        exchange.note("found", new Reason("token", "secret-result"), "jwt 0123456789abcdef");
        JsonNode entry = written(exchange);
        assertEquals(
                ISSUER + "#blue#ann by " + ISSUER + "#bot",
                entry.path("principal").asString(""));
        assertEquals("signed-token", entry.path("authentication").asString(""));
        assertEquals(ISSUER, entry.path("issuer").asString(""));
        assertEquals("ann", entry.path("subject").asString(""));
        assertEquals("blue", entry.path("tenant").asString(""));
        assertEquals("bot", entry.path("actor").path("subject").asString(""));
        assertEquals("agent", entry.path("client").asString(""));
        assertEquals("hash-of-it", entry.path("credential").asString(""));
        assertEquals(
                "jwt 0123456789abcdef",
                entry.path("verdicts").path(0).path("detail").asString(""));
        assertFalse(entry.toString().contains("ann@example.test"));
    }

    @Test
    void theTraceIsInEveryEntryAndWhatIsNoneInNone() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (String last : List.of("-01", "-zz")) {
            Exchange exchange = exchange(new Headers() {
                @Override
                public String value(String name) {
                    return name.equals("traceparent") ? "00-" + trace + "-00f067aa0ba902b7" + last : "";
                }

                @Override
                public boolean isRepeated(String name) {
                    return false;
                }
            });
            String expected = last.equals("-01") ? trace : "";
            for (JsonNode entry :
                    List.of(written(exchange), read(ENTRIES.opened(exchange)), read(ENTRIES.intended(exchange)))) {
                assertEquals(expected, entry.path("trace").asString(""));
                assertFalse(entry.toString().contains("zz"));
            }
        }
    }

    @Test
    void whatAPolicyCouldAskIsKeptOfClaimsThoseThatItNames() {
        Exchange exchange = exchange();
        exchange.identified(
                new Principal.User(new Principal.Key(ISSUER, "ann", "")),
                new Authentication(
                        Authentication.Method.SIGNED_TOKEN,
                        "",
                        Set.of("mcp:write", "mcp:read"),
                        Instant.EPOCH,
                        new Authentication.Confirmation(Authentication.Confirmation.Kind.DPOP, "t"),
                        Map.of(
                                "acr", List.of("urn:mace:silver"),
                                "mail", List.of("ann@example.test"),
                                "long", List.of("部門", "x".repeat(65)),
                                "many", Collections.nCopies(21, "v")),
                        ""));
        exchange.ruled(new Exchange.Ruling("v1", "hold", "ask", Set.of("acr", "long", "many", "absent")));
        exchange.asked(new Exchange.Ask("sampling/createMessage", "deny", ""));
        exchange.asked(new Exchange.Ask("sampling/createMessage", "deny", ""));
        exchange.asked(new Exchange.Ask("elicitation/create", "allow", "ask-user"));
        exchange.risk("score", 7L);
        JsonNode entry = written(exchange);
        assertEquals("[\"mcp:read\",\"mcp:write\"]", entry.path("scopes").toString());
        assertEquals("dpop", entry.path("proof").asString());
        assertEquals(
                "{\"version\":\"v1\",\"decision\":\"hold\",\"statement\":\"ask\",\"claims\":{\"absent\":null,"
                        + "\"acr\":[\"urn:mace:silver\"],\"long\":[\"部門\",{\"sha256\":\"9537c5fdf120482f7d58d25e\"}],\"many\":21}}",
                entry.path("policy").toString());
        assertEquals(
                "[{\"method\":\"sampling/createMessage\",\"decision\":\"deny\"},"
                        + "{\"method\":\"elicitation/create\",\"decision\":\"allow\",\"statement\":\"ask-user\"}]",
                entry.path("asked").toString());
        assertEquals("{\"score\":7}", entry.path("risk").toString());
        assertFalse(entry.toString().contains("ann@example.test"));
    }

    @Test
    void theOwnCallersAndStrangersHaveNoIssuer() {
        Exchange local = exchange();
        local.identified(Principal.LOCAL, Authentication.of(Authentication.Method.HOME_TOKEN));
        JsonNode entry = written(local);
        assertEquals("local", entry.path("principal").asString(""));
        assertEquals("home-token", entry.path("authentication").asString(""));
        assertFalse(entry.has("issuer") || entry.has("client") || entry.has("credential"));
        JsonNode stranger = written(exchange());
        assertEquals("anonymous", stranger.path("principal").asString(""));
        assertFalse(stranger.has("authentication"));
    }
}
