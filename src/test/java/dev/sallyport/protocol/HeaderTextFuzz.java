package dev.sallyport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every text survives its way through a field, and no field ever holds a character that ends it. */
final class HeaderTextFuzz {
    private static final String ALPHABET = " \t=?base64?=aZ0+/é\u0000\r\n\u007f\u20ac:,\"";

    @FuzzTest
    void anyTextSurvivesAndAnyFieldIsRead(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        check(text);
        assertNotNull(HeaderText.decode(text));
    }

    @Test
    void anyArrangementOfHardCharactersSurvives() {
        Random random = new Random(9110);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "=?base64?" : "");
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            check(text.append(random.nextInt(4) == 0 ? "?=" : "").toString());
        }
    }

    @Test
    void aBrokenEncodingIsTheTextThatItIs() {
        for (String broken : List.of("=?base64?", "=?base64?=", "=?base64?*?=", "=?base64?YQ", "=?BASE64?YQ==?=")) {
            assertEquals(broken, HeaderText.decode(broken));
        }
    }

    private static void check(String text) {
        String field = HeaderText.encode(text);
        assertTrue(field.chars().allMatch(c -> c >= ' ' && c <= '~'), field);
        assertEquals(field, field.strip());
        assertEquals(text, HeaderText.decode(field));
    }
}
