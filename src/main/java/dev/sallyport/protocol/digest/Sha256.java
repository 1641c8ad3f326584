package dev.sallyport.protocol.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, of which each thread keeps one. Source: FIPS 180-4. */
public final class Sha256 {
    private static final ThreadLocal<MessageDigest> OWN = ThreadLocal.withInitial(Sha256::fresh);

    private Sha256() {}

    /** The digest of {@code bytes}: 32 bytes. */
    public static byte[] of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** The digest of the UTF-8 of {@code text}. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of {@code bytes} from {@code from} to {@code to}. */
    public static byte[] of(byte[] bytes, int from, int to) {
        MessageDigest own = OWN.get();
        own.update(bytes, from, to - from);
        return own.digest();
    }

    /** One that is the caller's own. */
    public static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }
}
