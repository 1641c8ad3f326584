package dev.sallyport.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Digests of what is short enough to be guessed: only who has the key can compute or confirm one. The first of its keys digests, every one
 * confirms. Never prints a key. Safe for use by several threads. Source: RFC 2104, HMAC with SHA-256, cut to 192 bits.
 */
public final class KeyedDigest {
    /** How many keys there may be. */
    public static final int KEYS_MAX = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "hmac-sha256:";
    private static final int KEY_BYTES = 32;
    private static final int DIGEST_BYTES = 24;

    private final List<byte[]> keys;
    private final ThreadLocal<Mac> newest;

    private KeyedDigest(List<byte[]> keys) {
        this.keys = keys;
        this.newest = ThreadLocal.withInitial(() -> mac(keys.getFirst()));
    }

    /** One with a new key. */
    public static KeyedDigest fresh(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new KeyedDigest(List.of(key));
    }

    /** The one that {@link #text} wrote: a key of 256 bits a line, in hexadecimal, the newest first; empty for anything else. */
    public static Optional<KeyedDigest> of(String text) {
        List<byte[]> keys = new ArrayList<>();
        for (String line : text.strip().lines().toList()) {
            if (!line.matches("[0-9a-f]{" + 2 * KEY_BYTES + "}") || keys.size() == KEYS_MAX) {
                return Optional.empty();
            }
            keys.add(HexFormat.of().parseHex(line));
        }
        return keys.isEmpty() ? Optional.empty() : Optional.of(new KeyedDigest(keys));
    }

    /** Its keys as a file keeps them: in plain text, so that file is its owner's alone. */
    public String text() {
        StringBuilder text = new StringBuilder();
        keys.forEach(key -> text.append(HexFormat.of().formatHex(key)).append('\n'));
        return text.toString();
    }

    /** The digest of {@code content} under the newest key. */
    public String of(byte[] content) {
        return digest(newest.get(), content);
    }

    /** True where {@code digest} is that of {@code content} under one of the keys. */
    public boolean isOf(String digest, byte[] content) {
        return keys.stream().anyMatch(key -> digest(mac(key), content).equals(digest));
    }

    private static String digest(Mac mac, byte[] content) {
        return PREFIX + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(mac.doFinal(content), DIGEST_BYTES));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HMAC with SHA-256", missing);
        }
    }

    /** How many keys it has, and nothing of them. */
    @Override
    public String toString() {
        return "KeyedDigest of " + keys.size();
    }
}
