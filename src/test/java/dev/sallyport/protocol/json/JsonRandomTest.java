package dev.sallyport.protocol.json;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JsonRandomTest {
    @Test
    void theInvariantsHoldForRandomTexts() {
        JsonInvariants invariants = new JsonInvariants();
        RandomJson texts = new RandomJson(20260728);
        int accepted = 0;
        int all = 40_000;
        for (int i = 0; i < all; i++) {
            accepted += invariants.hold(texts.next()) ? 1 : 0;
        }
        assertTrue(accepted > all / 4 && accepted < all * 9 / 10, "both kinds are met: " + accepted);
    }
}
