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
        sha256.update(LEAF);
        sha256.update(bytes, from, to - from);
        return sha256.digest();
    }

    /** The hash of two subtrees, put into {@code right}. */
    byte[] join(byte[] left, byte[] right) {
        sha256.update(NODE);
        sha256.update(left);
        sha256.update(right);
        try {
            sha256.digest(right, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash has 32 bytes", e);
        }
        return right;
    }

    /** The root of a tree without entries. */
    byte[] empty() {
        return sha256.digest();
    }
}
