package dev.sallyport.protocol.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Source of the vectors: FIPS 180-2, appendix B.1, and NIST's examples. */
final class Sha256Test {
    @Test
    void knownTextsHaveKnownDigestsAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                    HexFormat.of().formatHex(Sha256.of("abc")));
            assertEquals(
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    HexFormat.of().formatHex(Sha256.of("")));
        }
    }

    @Test
    void aPartHasTheDigestOfItself() {
        byte[] all = "xxabcyy".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(Sha256.of("abc"), Sha256.of(all, 2, 5));
        assertArrayEquals(Sha256.of("abc"), Sha256.fresh().digest("abc".getBytes(StandardCharsets.UTF_8)));
    }
}
