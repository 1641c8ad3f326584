package dev.sallyport.practice.token.verify;

import dev.sallyport.protocol.digest.Sha256;
import java.util.Base64;

/** Digests under which credentials are remembered, compared and recorded instead of themselves. */
public final class TokenHash {
    private static final int RECORDED_CHARS = 16;
    /** What has fewer characters has no 128 random bits, and might be a password that is guessed from its hash. */
    private static final int UNGUESSED_CHARS_MIN = 22;

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

    /** What the record says of a token that was refused: what it says of it where it is accepted; empty for what looks like none. */
    public static String refused(String shown) {
        String token = shown.strip();
        return Introspection.isToken(token) ? found(token) : "";
    }

    /** What the record says of a secret that was found in a message; empty for what is so short that it might be guessed. */
    public static String found(String secret) {
        return secret.length() >= UNGUESSED_CHARS_MIN ? ofToken(secret) : "";
    }

    /** The hash of any token: of a signed one, by its form, that of what is signed. */
    private static String ofToken(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        // base64url of an object in JSON; a signed token has three parts
        boolean signed = (token.startsWith("ey") || token.startsWith("ew"))
                && first < last
                && token.indexOf('.', first + 1) == last;
        return recorded(signed ? token.substring(0, last) : token);
    }
}
