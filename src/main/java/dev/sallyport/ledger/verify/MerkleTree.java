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

    private record Perfect(long leaves, byte[] root) {}

    MerkleTree() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** A tree of which only the roots of its perfect trees are known, the largest first; false where they do not make {@code size} leaves. */
    boolean resume(long size, List<byte[]> roots) {
        long left = size;
        for (byte[] root : roots) {
            long largest = Long.highestOneBit(left);
            if (largest == 0 || root.length != sha256.getDigestLength()) {
                return false;
            }
            stack.push(new Perfect(largest, root));
            left -= largest;
        }
        leaves = size;
        return left == 0;
    }

    long leaves() {
        return leaves;
    }

    void addEntry(ByteBuffer entry) {
        sha256.update((byte) 0);
        sha256.update(entry);
        addHash(sha256.digest());
    }

    void addHash(byte[] leaf) {
        Perfect grown = new Perfect(1, leaf);
        for (Perfect top = stack.peek(); top != null && top.leaves() == grown.leaves(); top = stack.peek()) {
            stack.pop();
            grown = new Perfect(2 * grown.leaves(), node(top.root(), grown.root()));
        }
        stack.push(grown);
        leaves++;
    }

    private byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    /** The root, in base64. */
    String root() {
        byte[] root = null;
        for (Perfect each : stack) {
            root = root == null ? each.root() : node(each.root(), root);
        }
        return Base64.getEncoder().encodeToString(root == null ? sha256.digest() : root);
    }

    /** The roots of its perfect trees in base64, the largest first. */
    List<String> roots() {
        List<String> roots = new ArrayList<>();
        stack.descendingIterator()
                .forEachRemaining(each -> roots.add(Base64.getEncoder().encodeToString(each.root())));
        return roots;
    }
}
