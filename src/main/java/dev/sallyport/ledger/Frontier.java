package dev.sallyport.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing Merkle tree: the roots of the perfect trees that its entries fall into, which is all that is needed to go on
 * and to know the root. Used by one thread. Source: RFC 6962 §2.1.
 */
final class Frontier {
    private static final int LEVELS = Long.SIZE;

    private final TreeHash hash = new TreeHash();
    private final byte[][] peaks = new byte[LEVELS][];
    private long size;

    /** The edge of an empty tree. */
    Frontier() {}

    /** The edge of a tree of {@code size} entries that has these peaks, the largest first; refuses too many and too few. */
    Frontier(long size, List<byte[]> largestFirst) {
        if (size < 0 || Long.bitCount(size) != largestFirst.size()) {
            throw new IllegalArgumentException("a tree of that size has another number of peaks");
        }
        this.size = size;
        int next = 0;
        for (int level = LEVELS - 1; level >= 0; level--) {
            if (has(level)) {
                peaks[level] = largestFirst.get(next++).clone();
            }
        }
    }

    private boolean has(int level) {
        return (size >>> level & 1) == 1;
    }

    /** How many entries the tree has. */
    long size() {
        return size;
    }

    /** What hashes the entries. */
    TreeHash hash() {
        return hash;
    }

    /** Adds the hash of the next entry, which belongs to the edge from now on. */
    void add(byte[] leaf) {
        byte[] grown = leaf;
        int level = 0;
        for (; has(level); level++) {
            grown = hash.join(peaks[level], grown);
        }
        peaks[level] = grown;
        size++;
    }

    /** The root of the tree. */
    byte[] root() {
        byte[] root = null;
        for (int level = 0; level < LEVELS; level++) {
            if (has(level)) {
                root = root == null ? peaks[level].clone() : hash.join(peaks[level], root);
            }
        }
        return root == null ? hash.empty() : root;
    }

    /** Its peaks, the largest first. */
    List<byte[]> peaks() {
        List<byte[]> largestFirst = new ArrayList<>();
        for (int level = LEVELS - 1; level >= 0; level--) {
            if (has(level)) {
                largestFirst.add(peaks[level].clone());
            }
        }
        return largestFirst;
    }
}
