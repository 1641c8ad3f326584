package dev.sallyport.ledger.verify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint whose signature was verified.
 *
 * @param origin the ledger that it is of
 * @param size how many entries it had
 * @param root the root of its tree, in base64
 * @param key the key that has signed it, as it was given
 */
public record Note(String origin, long size, String root, String key) {
    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final String SIGNATURE = "\u2014 ";

    /** True where {@code text} is a key that verifies. */
    public static boolean isKey(String text) {
        return Key.of(text).isPresent();
    }

    /** The checkpoint in {@code note}, signed by one of the keys {@code verifiers}; empty for anything else. */
    public static Optional<Note> verified(String note, List<String> verifiers) {
        return verifiers.stream()
                .flatMap(verifier -> verified(note, verifier).stream())
                .findFirst();
    }

    /** The keys that {@code note} names, whether they have signed it or not, each as name and hash: {@code name+id}. */
    static List<String> signers(String note) {
        List<String> signers = new ArrayList<>();
        for (String line : note.split("\n", -1)) {
            byte[] signed = Key.signature(line);
            int space = line.lastIndexOf(' ');
            if (line.startsWith(SIGNATURE) && space > SIGNATURE.length() && signed.length > ID_BYTES) {
                signers.add(line.substring(SIGNATURE.length(), space) + "+"
                        + HexFormat.of().formatHex(signed, 0, ID_BYTES));
            }
        }
        return signers;
    }

    /**
     * The checkpoint in {@code note}, signed by the key {@code verifier}; empty for anything else.
     *
     * @param verifier {@code name+id+key}. Source: C2SP signed-note, Verifier keys
     */
    public static Optional<Note> verified(String note, String verifier) {
        int blank = note.indexOf("\n\n");
        Optional<Key> key = Key.of(verifier);
        if (blank < 0 || blank + 2 >= note.length() || key.isEmpty() || !note.endsWith("\n")) {
            return Optional.empty();
        }
        String text = note.substring(0, blank + 1);
        int trusted = 0;
        for (String line : note.substring(blank + 2, note.length() - 1).split("\n", -1)) {
            boolean isRight = key.get().isOurs(line) ? key.get().hasSigned(text, line) : line.startsWith(SIGNATURE);
            if (!isRight) {
                return Optional.empty();
            }
            trusted += key.get().isOurs(line) ? 1 : 0;
        }
        return trusted == 1 ? read(text, verifier) : Optional.empty();
    }

    private static Optional<Note> read(String text, String key) {
        String[] lines = text.split("\n", -1);
        boolean shaped = lines.length >= 4 && !lines[0].isEmpty() && lines[1].matches("0|[1-9][0-9]{0,17}");
        return shaped ? Optional.of(new Note(lines[0], Long.parseLong(lines[1]), lines[2], key)) : Optional.empty();
    }

    /** What verifies. */
    private static final class Key {
        private final String name;
        private final byte[] id;
        private final PublicKey key;

        private Key(String name, byte[] id, PublicKey key) {
            this.name = name;
            this.id = id;
            this.key = key;
        }

        static Optional<Key> of(String verifier) {
            String[] parts = verifier.strip().split("\\+", 3);
            if (parts.length != 3) {
                return Optional.empty();
            }
            try {
                byte[] bytes = Base64.getDecoder().decode(parts[2]);
                byte[] id = Arrays.copyOf(
                        MessageDigest.getInstance("SHA-256")
                                .digest(concat((parts[0] + "\n").getBytes(StandardCharsets.UTF_8), bytes)),
                        ID_BYTES);
                if (bytes.length != 1 + KEY_BYTES
                        || bytes[0] != 1
                        || !HexFormat.of().formatHex(id).equals(parts[1])) {
                    return Optional.empty();
                }
                byte[] encoded = concat(ED25519_SPKI, Arrays.copyOfRange(bytes, 1, bytes.length));
                PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
                return Optional.of(new Key(parts[0], id, key));
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        private static byte[] concat(byte[] left, byte[] right) {
            byte[] both = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, both, left.length, right.length);
            return both;
        }

        boolean isOurs(String line) {
            byte[] signed = signature(line);
            return line.startsWith(SIGNATURE + name + " ")
                    && signed.length > ID_BYTES
                    && Arrays.equals(id, 0, ID_BYTES, signed, 0, ID_BYTES);
        }

        boolean hasSigned(String text, String line) {
            byte[] signed = signature(line);
            try {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(key);
                check.update(text.getBytes(StandardCharsets.UTF_8));
                return check.verify(signed, ID_BYTES, signed.length - ID_BYTES);
            } catch (GeneralSecurityException _) {
                return false;
            }
        }

        /** The bytes behind the name, whose only spelling this is; none where it is no base64. */
        private static byte[] signature(String line) {
            String base64 = line.substring(line.lastIndexOf(' ') + 1);
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : new byte[0];
            } catch (IllegalArgumentException _) {
                return new byte[0];
            }
        }
    }
}
