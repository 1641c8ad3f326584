package dev.sallyport.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Seals bytes for one purpose, so that whoever carries them can neither read nor change them, nor use them in another context: AES-256-GCM
 * under a key that HKDF-SHA256 derives from the keyset for the purpose. Sealed is the key's id, 96 random bits and the box, in base64url
 * with exactly one spelling. Safe for use by several threads. Source: NIST SP 800-38D; RFC 5869.
 */
public final class Sealer {
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int HEAD_BYTES = ID_BYTES + NONCE_BYTES;
    private static final int TAG_BITS = 128;
    private static final int NAME_CHARS = 22;

    private final Map<Integer, SecretKey> keys = new HashMap<>();
    private final int newest;
    private final SecretKey sealing;
    private final SecureRandom random;

    /** A sealer whose boxes no other {@code purpose} opens. */
    public Sealer(Keyset keyset, String purpose, SecureRandom random) {
        this.random = random;
        this.newest = keyset.keys().getFirst().id();
        this.sealing = derive(keyset.keys().getFirst().secret(), purpose);
        keyset.keys().forEach(key -> keys.put(key.id(), derive(key.secret(), purpose)));
    }

    private static SecretKey derive(byte[] secret, String purpose) {
        byte[] use = ("sallyport/" + purpose + "/v1").getBytes(StandardCharsets.UTF_8);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES", HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(use, 32));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has HKDF", missing);
        }
    }

    /** {@code plain} in a box that opens in the same {@code context} only. */
    public String seal(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, sealing, nonce, 0, context);
            ByteBuffer sealed = ByteBuffer.allocate(HEAD_BYTES + cipher.getOutputSize(plain.length));
            sealed.putInt(newest).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has AES-GCM", missing);
        }
    }

    /** What was sealed in {@code context}; empty for what is another's, changed, cut, or no box at all: nobody is told which. */
    public Optional<byte[]> open(String sealed, byte[] context) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length < HEAD_BYTES || !isCanonical(sealed, bytes)) {
            return Optional.empty();
        }
        SecretKey key = keys.get(ByteBuffer.wrap(bytes).getInt());
        if (key == null) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, bytes, ID_BYTES, context);
            return Optional.of(cipher.doFinal(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has AES-GCM", missing);
        }
    }

    /** Base64 leaves bits over at the end that say nothing: with them, one box would have several spellings. */
    private static boolean isCanonical(String sealed, byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(sealed);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, int offset, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
        cipher.updateAAD(context);
        return cipher;
    }

    /** What tells one box from every other, for a memory of those that were used: its key's id and its random bits. */
    public static String nameOf(String sealed) {
        return sealed.substring(0, Math.min(NAME_CHARS, sealed.length()));
    }

    /** A context of several {@code parts}, which no other parts make. */
    public static byte[] context(String... parts) {
        byte[][] all = new byte[parts.length][];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            all[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            size += Integer.BYTES + all[i].length;
        }
        ByteBuffer context = ByteBuffer.allocate(size);
        for (byte[] part : all) {
            context.putInt(part.length).put(part);
        }
        return context.array();
    }
}
