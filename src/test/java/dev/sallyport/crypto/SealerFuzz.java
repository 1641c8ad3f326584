package dev.sallyport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nobody but the sealer makes what opens, and nothing that is no box breaks it. */
final class SealerFuzz {
    private static final byte[] CONTEXT = Sealer.context("c");

    private final SecureRandom random = new SecureRandom();
    private final Sealer sealer = new Sealer(Keyset.fresh(random, Instant.EPOCH), "fuzz", random);
    private final String good = sealer.seal("x".getBytes(UTF_8), CONTEXT);

    @FuzzTest
    void nothingElseOpens(byte[] data) {
        String text = new String(data, UTF_8);
        assertEquals(Optional.empty(), sealer.open(text, CONTEXT));
        assertEquals(Optional.empty(), sealer.open(good + text + "A", CONTEXT));
        assertEquals(Optional.empty(), sealer.open(good.substring(0, 22) + text, CONTEXT));
    }

    @Test
    void nothingRandomOpens() {
        Random dice = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            byte[] data = new byte[dice.nextInt(200)];
            dice.nextBytes(data);
            nothingElseOpens(data);
        }
    }
}
