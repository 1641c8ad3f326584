package dev.sallyport.practice.token.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that are not stored: the time, authenticated with a key of this process. Each is good for two to four minutes.
 * Source: RFC 9449 §9.
 */
final class ProofNonces {
    private static final long SPAN_SECONDS = 120;
    private static final int CODE_BYTES = 16;

    private final SecretKeySpec key;
    private final Clock clock;

    ProofNonces(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    /** The nonce that proofs should have now. */
    String current() {
        return nonce(span());
    }

    /** True for the current nonce and the one before it. */
    boolean isGood(String nonce) {
        long now = span();
        return isSame(nonce, nonce(now)) || isSame(nonce, nonce(now - 1));
    }

    private static boolean isSame(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private long span() {
        return clock.instant().getEpochSecond() / SPAN_SECONDS;
    }

    private String nonce(long span) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] code =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(span).array());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(code, CODE_BYTES));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", missing);
        }
    }
}
