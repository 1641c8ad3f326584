package dev.sallyport.ledger;

import dev.sallyport.protocol.digest.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;

/** The hashes of a Merkle tree. Used by one thread. Source: RFC 6962 §2.1. */
final class TreeHash {
    /** The length of every hash. */
    static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256 = Sha256.fresh();

    /** The hash of the entry in {@code bytes}. */
    byte[] leaf(byte[] bytes, int from, int to) {
        begin(LEAF);
        sha256.update(bytes, from, to - from);
        return sha256.digest();
    }

    /** The hash of two subtrees, put into {@code right}. */
    byte[] join(byte[] left, byte[] right) {
        begin(NODE);
        sha256.update(left);
        sha256.update(right);
        try {
            sha256.digest(right, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash has 32 bytes", e);
        }
        return right;
    }

    /** Also where an error of the machine ended another one in between. */
    private void begin(byte kind) {
        sha256.reset();
        sha256.update(kind);
    }

    /** The root of a tree without entries. */
    byte[] empty() {
        sha256.reset();
        return sha256.digest();
    }
}
