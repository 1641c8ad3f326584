package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.Truth;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in a policy is read or refused in one line, and a condition that was read comes to something. */
final class PolicyFuzz {
    private static final String[] PARTS = {
        "principal",
        ".kind",
        ".claims",
        ".x",
        "arguments",
        "[",
        "]",
        "'a'",
        " == ",
        " && ",
        " || ",
        "!",
        "(",
        ")",
        "1",
        "1.5e400",
        ".all(x, ",
        ".exists(y, ",
        "has(",
        "size(",
        ".matches('",
        "(a+)+$",
        "')",
        " in ",
        "null",
        "\\u0000",
        "*",
        "/",
        ":",
        "\n",
        "?"
    };

    @FuzzTest
    void reads(byte[] bytes) {
        read(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsWhatIsPutTogetherAtRandom() {
        Random random = new Random(7337);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            read(text.toString());
        }
    }

    private static void read(String text) {
        ResourcePattern.read(text)
                .ifPresent(pattern -> assertEquals(Optional.of(pattern), ResourcePattern.read(pattern.toString())));
        PrincipalPattern.read(text).ifPresent(pattern -> assertEquals(text, pattern.text()));
        Condition condition;
        try {
            condition = Condition.of(text);
        } catch (IllegalArgumentException refused) {
            assertEquals(1, String.valueOf(refused.getMessage()).lines().count(), refused.getMessage());
            return;
        }
        assertEquals(text, condition.toString());
        Truth known = condition.test("tools/call", Asked.with("{\"a\": [1, \"b\", null]}"));
        assertTrue(known != Truth.UNKNOWN, "all is known");
        var _ = condition.test("tools/call", new Asked("user", Optional.empty()));
    }
}
