package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.practice.token.redact.Found;
import dev.sallyport.practice.token.redact.SecretScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is shown as a token, proof, set of keys or text: nothing throws, and nothing that was changed is accepted. */
final class TokenFuzz {
    private static final FakeIssuer ISSUER = new FakeIssuer();
    private static final String GOOD = ISSUER.token();
    private static final String LOGOUT =
            ISSUER.logout(claims -> claims.put("sub", "user-1").put("aud", "us"), _ -> {});
    private static final TokenVerifier VERIFIER = trusting();

    private static TokenVerifier trusting() {
        TokenVerifier verifier = new TokenVerifier(ISSUER, ISSUER.clock);
        verifier.trust(List.of(new Issuer(ISSUER.url())));
        return verifier;
    }

    private static final SigningKey KEY =
            SigningKey.of(FakeIssuer.jwk("rsa", FakeIssuer.RSA)).orElseThrow();

    @FuzzTest
    void neverThrows(byte[] bytes) {
        judge(new String(bytes, StandardCharsets.ISO_8859_1));
        KeySet.of(bytes);
    }

    private static void judge(String text) {
        Optional<CompactToken> token = CompactToken.token(text);
        CompactToken.proof(text);
        if (token.isPresent()) {
            String again = token.get().signingInput() + "."
                    + FakeIssuer.base64(token.get().signature());
            assertEquals(text, again, "there is one text for each token");
            if (!text.equals(GOOD) && !text.equals(LOGOUT)) {
                assertFalse(KEY.hasSigned(token.get()), text);
            }
        }
        if (!text.equals(LOGOUT)) {
            assertFalse(VERIFIER.logout(text, Set.of("us")) instanceof LogoutToken.Verdict.Taken, text);
        }
        int end = 0;
        for (Found found : SecretScan.in(text)) {
            assertTrue(found.from() >= end && found.value() < found.to() && found.to() <= text.length());
            end = found.to();
        }
    }

    @Test
    void noChangeOfOneLetterIsAccepted() {
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? GOOD : LOGOUT);
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) (33 + random.nextInt(94)));
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, (char) (33 + random.nextInt(94)));
            }
            judge(text.toString());
        }
        assertTrue(VERIFIER.logout(LOGOUT, Set.of("us")) instanceof LogoutToken.Verdict.Taken, "but as it was");
    }
}
