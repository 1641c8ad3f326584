package dev.sallyport.ledger.verify;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/** A Merkle tree that is built leaf by leaf, as a stack of perfect trees of falling size. Source: RFC 6962 §2.1. */
final class MerkleTree {
    private final MessageDigest sha256;
    private final Deque<Perfect> stack = new ArrayDeque<>();
    private long leaves;

    private static final class Perfect {
        private final long leaves;
        private final byte[] root;

        Perfect(long leaves, byte[] root) {
            this.leaves = leaves;
            this.root = root;
        }
    }

    MerkleTree() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    long leaves() {
        return leaves;
    }

    void addEntry(ByteBuffer entry) {
        addHash(leaf(entry));
    }

    void addHash(byte[] leaf) {
        Perfect grown = new Perfect(1, leaf);
        for (Perfect top = stack.peek(); top != null && top.leaves == grown.leaves; top = stack.peek()) {
            stack.pop();
            grown = new Perfect(2 * grown.leaves, node(top.root, grown.root));
        }
        stack.push(grown);
        leaves++;
    }

    /** The hash of an entry. */
    byte[] leaf(ByteBuffer entry) {
        sha256.update((byte) 0);
        sha256.update(entry);
        return sha256.digest();
    }

    byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    /** The root, in base64. */
    String root() {
        return Base64.getEncoder().encodeToString(rootHash());
    }

    byte[] rootHash() {
        byte[] root = null;
        for (Perfect each : stack) {
            root = root == null ? each.root : node(each.root, root);
        }
        return root == null ? sha256.digest() : root;
    }

    /** The roots of its perfect trees in base64, the largest first. */
    List<String> roots() {
        List<String> roots = new ArrayList<>();
        stack.descendingIterator()
                .forEachRemaining(each -> roots.add(Base64.getEncoder().encodeToString(each.root)));
        return roots;
    }
}
