package dev.sallyport.crypto;

import dev.sallyport.protocol.digest.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Signs notes with one Ed25519 key, under one name. Never prints its key. Safe for use by several threads. Source: C2SP signed-note;
 * RFC 8032.
 */
public final class NoteSigner {
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final String ALGORITHM = "Ed25519";

    private final String name;
    private final PrivateKey key;
    private final byte[] verifying;

    private NoteSigner(String name, PrivateKey key, byte[] publicKey) {
        this.name = name;
        this.key = key;
        this.verifying = new byte[1 + KEY_BYTES];
        this.verifying[0] = ED25519;
        System.arraycopy(publicKey, 0, this.verifying, 1, KEY_BYTES);
    }

    /** A signer with a new key; the name has no space and no plus sign. */
    public static NoteSigner fresh(String name, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            return new NoteSigner(name, pair.getPrivate(), raw(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has Ed25519", missing);
        }
    }

    /** The key is at the end of every such encoding. Source: RFC 8410 §4. */
    private static byte[] raw(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    /** The signer that {@link #text} wrote; empty for anything else. */
    public static Optional<NoteSigner> of(String text) {
        List<Pem> blocks = Pem.read(text);
        Optional<String> verifier = text.lines().findFirst();
        if (blocks.size() != 1 || !blocks.getFirst().label().equals(Pem.KEY) || verifier.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = verifier.get().split("\\+", 3);
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst().der()));
            byte[] bytes = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
            if (bytes.length != 1 + KEY_BYTES || !(key instanceof EdECPrivateKey)) {
                return Optional.empty();
            }
            NoteSigner signer = new NoteSigner(parts[0], key, Arrays.copyOfRange(bytes, 1, bytes.length));
            return signer.verifierKey().equals(verifier.get()) ? Optional.of(signer) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The signer as a file keeps it: what verifies it in the first line, then its key in plain text. */
    public String text() {
        return verifierKey() + "\n" + new Pem(Pem.KEY, key.getEncoded()).text();
    }

    /** The name under which it signs. */
    public String name() {
        return name;
    }

    /** What others verify its notes with. */
    public String verifierKey() {
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(verifying);
    }

    private byte[] id() {
        MessageDigest sha256 = Sha256.fresh();
        sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(sha256.digest(verifying), ID_BYTES);
    }

    /** The note of {@code text}, which ends with the end of a line. */
    public String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signed = signature.sign();
            ByteBuffer line =
                    ByteBuffer.allocate(ID_BYTES + signed.length).put(id()).put(signed);
            return text + "\n\u2014 " + name + " " + Base64.getEncoder().encodeToString(line.array()) + "\n";
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has Ed25519", missing);
        }
    }

    /** Its name, and nothing of its key. */
    @Override
    public String toString() {
        return "NoteSigner[" + name + "]";
    }
}
