package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a proof of possession must be; each test bears the row of the checklist that it proves. */
final class ProofTest {
    private static final String URL = "https://gateway.example/mcp/up";
    private static final String TOKEN = "token-of-the-test";

    private final FakeIssuer.Hand clock = new FakeIssuer.Hand();
    private final ProofVerifier verifier = new ProofVerifier(new byte[32], clock);
    private final String thumbprint =
            SigningKey.of(FakeIssuer.jwk("k", FakeIssuer.P256)).orElseThrow().thumbprint();
    private int count;

    private ObjectNode header() {
        ObjectNode jwk = FakeIssuer.jwk("k", FakeIssuer.P256);
        jwk.remove(List.of("kid", "use"));
        ObjectNode header = FakeIssuer.object().put("typ", "dpop+jwt").put("alg", "ES256");
        header.set("jwk", jwk);
        return header;
    }

    private ObjectNode claims() {
        return FakeIssuer.object()
                .put("jti", "proof-" + count++)
                .put("htm", "POST")
                .put("htu", URL)
                .put("iat", clock.instant().getEpochSecond())
                .put("ath", TokenHash.full(TOKEN));
    }

    private static String signed(ObjectNode header, ObjectNode claims) {
        return FakeIssuer.signed(
                header.toString(), claims.toString(), "SHA256withECDSAinP1363Format", FakeIssuer.P256.getPrivate());
    }

    private String proof(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return signed(header(), claims);
    }

    private ProofVerifier.Request request(boolean nonce) {
        return new ProofVerifier.Request("POST", Set.of(URL), TOKEN, thumbprint, nonce);
    }

    private Optional<?> judged(String... proofs) {
        return verifier.refusal(List.of(proofs), request(false));
    }

    private void refused(String what, String... proofs) {
        assertEquals(Optional.of(TokenReasons.PROOF), judged(proofs), what);
    }

    @Test
    void b1AndB2ThereIsOneProof() {
        assertEquals(Optional.empty(), judged(proof(_ -> {})));
        refused("none");
        refused("two", proof(_ -> {}), proof(_ -> {}));
        refused("two in one", proof(_ -> {}) + "," + proof(_ -> {}));
        refused("garbage", "x");
    }

    @Test
    void b3ItIsAProofSignedWithAPublicKeyOfItsOwn() {
        Map<String, Consumer<ObjectNode>> headers = new LinkedHashMap<>();
        headers.put("another type", header -> header.put("typ", "JWT"));
        headers.put("no type", header -> header.remove("typ"));
        headers.put("no algorithm", header -> header.put("alg", "none"));
        headers.put("a shared secret", header -> header.put("alg", "HS256"));
        headers.put("another algorithm", header -> header.put("alg", "ES384"));
        headers.put("a private key", header -> ((ObjectNode) header.get("jwk")).put("d", "AAAA"));
        headers.put("no key", header -> header.remove("jwk"));
        headers.put("a key elsewhere", header -> header.put("jku", "https://evil.example"));
        headers.put("crit", header -> header.putArray("crit"));
        headers.forEach((what, change) -> {
            ObjectNode header = header();
            change.accept(header);
            refused(what, signed(header, claims()));
        });
        String sound = proof(_ -> {});
        refused(
                "another signature",
                sound.substring(0, sound.lastIndexOf('.')) + "." + FakeIssuer.base64(new byte[64]));
    }

    @Test
    void b4ItIsForThisMethodAndUrl() {
        for (String same : List.of("https://gateway.example:443/mcp/up", "HTTPS://GATEWAY.example/mcp/up", URL)) {
            assertEquals(Optional.empty(), judged(proof(claims -> claims.put("htu", same))), same);
        }
        for (String other : List.of(
                URL + "?a=1",
                URL + "#a",
                URL + "/",
                "https://gateway.example/mcp/UP",
                "https://gateway.example/mcp",
                "http://gateway.example/mcp/up",
                "https://10.0.0.7:8443/mcp/up",
                "https://gateway.example:8443/mcp/up",
                "",
                "/mcp/up")) {
            refused(other, proof(claims -> claims.put("htu", other)));
        }
        refused("GET", proof(claims -> claims.put("htm", "GET")));
        refused("post", proof(claims -> claims.put("htm", "post")));
    }

    @Test
    void b5ItIsFresh() {
        long now = clock.instant().getEpochSecond();
        assertEquals(Optional.empty(), judged(proof(claims -> claims.put("iat", now - 29))));
        refused("old", proof(claims -> claims.put("iat", now - 61)));
        refused("to come", proof(claims -> claims.put("iat", now + 300)));
        refused("no number", proof(claims -> claims.put("iat", "now")));
        refused("a fraction", proof(claims -> claims.put("iat", now + 0.5)));
        refused("none", proof(claims -> claims.remove("iat")));
    }

    @Test
    void b6ItIsForThisToken() {
        refused("none", proof(claims -> claims.remove("ath")));
        refused("wrong", proof(claims -> claims.put("ath", "x")));
        refused("another token", proof(claims -> claims.put("ath", TokenHash.full("other"))));
    }

    @Test
    void b7ItIsUsedOnceAndItsNameIsShort() {
        String proof = proof(_ -> {});
        assertEquals(Optional.empty(), judged(proof));
        refused("again", proof);
        refused("the same name", proof(claims -> claims.put("jti", "proof-0")));
        refused("a long name", proof(claims -> claims.put("jti", "j".repeat(129))));
        refused("no name", proof(claims -> claims.put("jti", "")));
        clock.forward(Duration.ofSeconds(62));
        assertEquals(Optional.empty(), judged(proof(claims -> claims.put("jti", "proof-0"))));
    }

    @Test
    void b7AFullMemoryOfProofsTakesNothingForNew() {
        ReplayCache cache = new ReplayCache(clock, 2);
        assertTrue(cache.isFirst("a", clock.instant().plusSeconds(60)));
        assertTrue(cache.isFirst("b", clock.instant().plusSeconds(60)));
        assertFalse(cache.isFirst("c", clock.instant().plusSeconds(60)));
        clock.forward(Duration.ofSeconds(61));
        assertTrue(cache.isFirst("c", clock.instant().plusSeconds(60)));
    }

    @Test
    void b8TheNonceIsOursAndFresh() {
        assertEquals(Optional.of(TokenReasons.NONCE), verifier.refusal(List.of(proof(_ -> {})), request(true)));
        String nonce = verifier.nonce();
        Consumer<ObjectNode> with = claims -> claims.put("nonce", nonce);
        assertEquals(Optional.empty(), verifier.refusal(List.of(proof(with)), request(true)));
        clock.forward(Duration.ofMinutes(5));
        assertEquals(Optional.of(TokenReasons.NONCE), verifier.refusal(List.of(proof(with)), request(true)));
        ProofVerifier another = new ProofVerifier(new byte[] {1}, clock);
        assertEquals(
                Optional.of(TokenReasons.NONCE),
                verifier.refusal(List.of(proof(claims -> claims.put("nonce", another.nonce()))), request(true)));
    }

    @Test
    void b9TheKeyIsThatOfTheToken() {
        ProofVerifier.Request other = new ProofVerifier.Request("POST", Set.of(URL), TOKEN, "A".repeat(43), false);
        assertEquals(Optional.of(TokenReasons.PROOF), verifier.refusal(List.of(proof(_ -> {})), other));
    }
}
