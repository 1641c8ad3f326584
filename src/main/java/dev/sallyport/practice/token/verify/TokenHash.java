package dev.sallyport.practice.token.verify;

import dev.sallyport.protocol.digest.Sha256;
import java.util.Base64;

/** Digests under which credentials are remembered, compared and recorded instead of themselves. */
public final class TokenHash {
    private static final int RECORDED_CHARS = 16;

    private TokenHash() {}

    /** The SHA-256 of a text in base64url, as confirmations and caches use it. */
    static String full(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
    }

    /**
     * What the record says of a credential: 96 bits of its SHA-256. Whoever holds a leaked token can find where it was used, on
     * every node, without a key; nobody gets from it to a token, which has far more random bits than can be tried.
     */
    public static String recorded(String credential) {
        return full(credential).substring(0, RECORDED_CHARS);
    }
}
