package dev.sallyport.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What only the holder of a key can compute. */
final class KeyedDigestTest {
    private static final String KEY = "0b".repeat(20) + "00".repeat(12);

    @Test
    void itIsTheBeginningOfAnHmac() {
        // RFC 4231 §4.2; HMAC fills shorter keys up with zeros
        KeyedDigest digest = KeyedDigest.of(KEY + "\n").orElseThrow();
        assertEquals("hmac-sha256:sDRMYdjbOFNcqK_OrwvxK4gdwgDJgz2n", digest.of("Hi There".getBytes(US_ASCII)));
    }

    @Test
    void anOlderKeyConfirmsAndTheNewestDigests() {
        byte[] content = "content".getBytes(US_ASCII);
        KeyedDigest older = KeyedDigest.fresh(new SecureRandom());
        KeyedDigest newer = KeyedDigest.fresh(new SecureRandom());
        KeyedDigest both = KeyedDigest.of(newer.text() + older.text()).orElseThrow();
        assertEquals(newer.of(content), both.of(content));
        assertTrue(both.isOf(older.of(content), content));
        assertFalse(newer.isOf(older.of(content), content), "without the key nobody can say");
        assertFalse(both.isOf(older.of(content), "other".getBytes(US_ASCII)));
        assertFalse(both.isOf("", content));
    }

    @Test
    void whatIsNoKeyIsNone() {
        List.of("", "\n", "0b", KEY.toUpperCase(java.util.Locale.ROOT), KEY + "\n\n" + KEY, KEY + KEY)
                .forEach(text -> assertEquals(Optional.empty(), KeyedDigest.of(text), text));
        assertTrue(KeyedDigest.of((KEY + "\n").repeat(KeyedDigest.KEYS_MAX)).isPresent());
        assertEquals(Optional.empty(), KeyedDigest.of((KEY + "\n").repeat(KeyedDigest.KEYS_MAX + 1)));
    }

    @Test
    void itIsNotPrinted() {
        assertEquals("KeyedDigest of 1", KeyedDigest.of(KEY).orElseThrow().toString());
    }
}
