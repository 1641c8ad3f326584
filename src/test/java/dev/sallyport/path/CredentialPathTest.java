package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.ledger.LedgerText;
import dev.sallyport.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whoever holds a leaked token finds in the ledger where it was used, and where that was tried. */
final class CredentialPathTest {
    @TempDir
    private Path audit;

    /** What the page about tokens says of the hash: the first 96 bits of the SHA-256, in base64url. */
    private static String hash(String text) throws GeneralSecurityException {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256).substring(0, 16);
    }

    /** The entries of one call with each of {@code credentials}, which the ledger itself does not have. */
    private List<JsonNode> entries(Settings settings, String... credentials) throws IOException {
        try (FailurePathTest.Audited gateway = new FailurePathTest.Audited(audit, settings, Clock.systemUTC())) {
            for (String credential : credentials) {
                var _ = gateway.ask(Mcp.modernCall("1", "x", "Authorization: " + credential));
            }
        }
        String ledger = LedgerText.in(audit);
        for (String credential : credentials) {
            assertFalse(ledger.contains(credential.substring(credential.indexOf(' ') + 1)), ledger);
        }
        return ledger.lines().map(Mcp::json).filter(entry -> entry.has("peer")).toList();
    }

    private static List<String> credentials(List<JsonNode> entries) {
        return entries.stream()
                .map(entry -> entry.path("event").asString("") + " "
                        + entry.path("credential").asString("none"))
                .toList();
    }

    @Test
    void theTokenOfTheHomeAndAWrongOneAreKnownByTheirHashes() throws Exception {
        String wrong = "a-wrong-token-0123456789";
        String short21 = "a-password-of-21-char";
        String noToken = "somebody@mail.example.com";
        try (FakeUpstream upstream = new FakeUpstream()) {
            List<JsonNode> entries = entries(
                    FailurePathTest.before(upstream),
                    "Bearer " + Mcp.TOKEN,
                    "Bearer " + Mcp.TOKEN,
                    "Bearer " + wrong,
                    "Basic " + wrong,
                    "Bearer " + short21,
                    "Bearer " + noToken);
            assertEquals(
                    List.of(
                            "answered " + hash(Mcp.TOKEN),
                            "answered " + hash(Mcp.TOKEN),
                            "denied " + hash(wrong),
                            "denied none",
                            "denied none",
                            "denied none"),
                    credentials(entries));
            assertEquals("home-token", entries.getFirst().path("authentication").asString());
            assertFalse(entries.get(2).has("authentication"), entries.get(2).toString());
            assertEquals("anonymous", entries.get(2).path("principal").asString());
        }
    }

    @Test
    void aSignedTokenHasTheSameHashWhetherItIsTakenOrRefused() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                IssuerFixture idp = new IssuerFixture()) {
            String good = idp.token("gw");
            String elsewhere = idp.token("another");
            long past = Instant.now().minusSeconds(7200).getEpochSecond();
            String over = idp.token(
                    "gw", claims -> claims.put("iat", past).put("nbf", past).put("exp", past + 600));
            String forged = good.substring(0, good.lastIndexOf('.') + 1)
                    + good.substring(good.lastIndexOf('.') + 1)
                            .replace('A', 'B')
                            .replace('a', 'b');
            Settings settings = GatewayFixture.settings("servers: { up: { url: '" + upstream.url()
                    + "' } }\nidentity: { home-token: off, issuers: [ { url: '" + idp.issuer.name
                    + "', profile: generic, audiences: [gw] } ] }");
            List<JsonNode> entries = entries(
                    settings,
                    "Bearer " + good,
                    "Bearer " + elsewhere,
                    "Bearer " + over,
                    "DPoP " + good,
                    "Bearer " + forged,
                    "Bearer " + Mcp.TOKEN);
            assertEquals(
                    List.of(
                            "answered " + hash(signed(good)),
                            "denied " + hash(signed(elsewhere)),
                            "denied " + hash(signed(over)),
                            "denied " + hash(signed(good)),
                            "denied " + hash(signed(good)),
                            "denied " + hash(Mcp.TOKEN)),
                    credentials(entries));
        }
    }

    private static String signed(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }
}
