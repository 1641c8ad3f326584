package dev.sallyport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SealerTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final byte[] ANN = Sealer.context("ann", "tool");

    private final SecureRandom random = new SecureRandom();
    private final Keyset keys = Keyset.fresh(random, NOW);
    private final Sealer sealer = new Sealer(keys, "state", random);

    private static Optional<String> text(Optional<byte[]> opened) {
        return opened.map(bytes -> new String(bytes, UTF_8));
    }

    @Test
    void whatIsSealedOpensInItsContextAndNoOther() {
        String sealed = sealer.seal("secret".getBytes(UTF_8), ANN);
        assertEquals(Optional.of("secret"), text(sealer.open(sealed, ANN)));
        assertEquals(Optional.empty(), sealer.open(sealed, Sealer.context("bob", "tool")));
        assertEquals(Optional.empty(), sealer.open(sealed, Sealer.context("anntool", "")));
        assertEquals(Optional.empty(), sealer.open(sealed, Sealer.context("ann", "tool", "")));
        assertEquals(Optional.empty(), new Sealer(keys, "other", random).open(sealed, ANN));
        assertEquals(Optional.empty(), new Sealer(Keyset.fresh(random, NOW), "state", random).open(sealed, ANN));
    }

    @Test
    void everyBitCounts() {
        String sealed = sealer.seal("secret".getBytes(UTF_8), ANN);
        byte[] bytes = Base64.getUrlDecoder().decode(sealed);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(other);
            assertEquals(Optional.empty(), sealer.open(changed, ANN), "bit " + bit);
        }
        for (int length = 0; length < sealed.length(); length++) {
            assertEquals(Optional.empty(), sealer.open(sealed.substring(0, length), ANN), "length " + length);
        }
    }

    @Test
    void aBoxHasOneSpelling() {
        // 16 + 6 + 16 bytes leave bits over in the last character
        String sealed = sealer.seal("secret".getBytes(UTF_8), ANN);
        assertEquals(Optional.of("secret"), text(sealer.open(sealed, ANN)));
        String head = sealed.substring(0, sealed.length() - 1);
        int other = 0;
        for (char last : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
            if (!(head + last).equals(sealed)) {
                assertEquals(Optional.empty(), sealer.open(head + last, ANN));
                other++;
            }
        }
        assertEquals(63, other);
        assertEquals(Optional.empty(), sealer.open(sealed + "=", ANN));
        assertEquals(Optional.empty(), sealer.open(sealed + "\n", ANN));
    }

    @Test
    void twoBoxesOfTheSameAreNotTheSame() {
        String one = sealer.seal(new byte[0], ANN);
        String two = sealer.seal(new byte[0], ANN);
        assertNotEquals(one, two);
        assertNotEquals(Sealer.nameOf(one), Sealer.nameOf(two));
        assertArrayEquals(new byte[0], sealer.open(one, ANN).orElseThrow());
    }

    @Test
    void anOlderKeyOpensAndTheNewestSeals() {
        String before = sealer.seal("old".getBytes(UTF_8), ANN);
        Keyset rotated = keys.rotated(random, NOW.plusSeconds(1));
        Sealer next = new Sealer(rotated, "state", random);
        assertEquals(Optional.of("old"), text(next.open(before, ANN)));
        assertEquals(Optional.empty(), sealer.open(next.seal("new".getBytes(UTF_8), ANN), ANN));
        Keyset gone = rotated;
        for (int i = 0; i < Keyset.KEYS_MAX - 1; i++) {
            gone = gone.rotated(random, NOW);
        }
        assertEquals(Optional.empty(), new Sealer(gone, "state", random).open(before, ANN));
    }

    @Test
    void aKeysetOutlivesItsFile() {
        Keyset two = keys.rotated(random, NOW.plusSeconds(1));
        String sealed = new Sealer(two, "state", random).seal("x".getBytes(UTF_8), ANN);
        Keyset read = Keyset.of(two.bytes()).orElseThrow();
        assertEquals(Optional.of("x"), text(new Sealer(read, "state", random).open(sealed, ANN)));
        assertFalse(read.isOld(NOW.plus(Keyset.AGE_MAX)));
        assertTrue(read.isOld(NOW.plus(Keyset.AGE_MAX).plusSeconds(2)));
    }

    @Test
    void whatIsNoKeysetIsNone() {
        String good = new String(keys.bytes(), UTF_8);
        for (String bad : new String[] {
            "",
            "{}",
            "[]",
            "{\"format\":2,\"keys\":[]}",
            "{\"format\":1,\"keys\":[]}",
            good.replace("\"format\":1", "\"format\":2"),
            good.replace("\"secret\":\"", "\"secret\":\"AAAA"),
            good.replace("\"secret\":\"", "\"secret\":\"%"),
            good.replace("\"made\":\"", "\"made\":\"x"),
            good.replace("\"id\":", "\"id\":1.5,\"x\":"),
            good.replaceFirst("\\[(.*)]", "[$1,$1]"),
            good + "x"
        }) {
            assertEquals(Optional.empty(), Keyset.of(bad.getBytes(UTF_8)), bad);
        }
        assertTrue(Keyset.of(good.getBytes(UTF_8)).isPresent());
    }

    @Test
    void aKeysetIsNotPrinted() {
        assertEquals("a keyset of 1", keys.toString());
    }
}
