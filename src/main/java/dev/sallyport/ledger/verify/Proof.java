package dev.sallyport.ledger.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proof that a checkpoint covers an entry (C2SP tlog-proof), that it covers entries that follow each other, or that it continues an older
 * checkpoint (the body of a C2SP tlog-witness request). Verified with the public key of the ledger alone.
 *
 * @param subject what it is about
 * @param first the entry, the first of the entries, or the size of the older checkpoint
 * @param count how many entries it is about
 * @param entry the line of the entry, where the proof carries it
 * @param hashes the hashes that stand for the rest of the tree
 * @param checkpoint the text of the checkpoint
 */
public record Proof(
        Subject subject, long first, long count, Optional<byte[]> entry, List<byte[]> hashes, String checkpoint) {
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final Pattern ENTRY = Pattern.compile(
            "c2sp\\.org/tlog-proof@v1\n(?:extra ([A-Za-z0-9+/=]+)\n)?index " + NUMBER
                    + "\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n(.+)",
            Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile(
            "sallyport/ledger-range@v1\nfirst " + NUMBER + "\nentries " + NUMBER
                    + "\n((?:[A-Za-z0-9+/=]{44}\n){0,126})\n(.+)",
            Pattern.DOTALL);
    private static final Pattern GROWTH =
            Pattern.compile("old " + NUMBER + "\n((?:[A-Za-z0-9+/=]{44}\n){0,64})\n(.+)", Pattern.DOTALL);
    private static final int HASH_BYTES = 32;

    /** What a proof can be about. */
    public enum Subject {
        ENTRY,
        RANGE,
        GROWTH
    }

    public Proof {
        hashes = List.copyOf(hashes);
    }

    /** The proof that {@code text} is; empty for anything else. */
    public static Optional<Proof> of(String text) {
        try {
            Matcher entry = ENTRY.matcher(text);
            if (entry.matches()) {
                Optional<byte[]> line = Optional.ofNullable(entry.group(1)).map(Proof::bytes);
                return Optional.of(new Proof(
                        Subject.ENTRY, number(entry.group(2)), 1, line, hashes(entry.group(3)), entry.group(4)));
            }
            Matcher range = RANGE.matcher(text);
            if (range.matches()) {
                return Optional.of(new Proof(
                        Subject.RANGE,
                        number(range.group(1)),
                        number(range.group(2)),
                        Optional.empty(),
                        hashes(range.group(3)),
                        range.group(4)));
            }
            Matcher growth = GROWTH.matcher(text);
            if (growth.matches()) {
                return Optional.of(new Proof(
                        Subject.GROWTH,
                        number(growth.group(1)),
                        0,
                        Optional.empty(),
                        hashes(growth.group(2)),
                        growth.group(3)));
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }

    /** The bytes of base64 in its only spelling. */
    private static byte[] bytes(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new IllegalArgumentException("another spelling");
        }
        return bytes;
    }

    private static List<byte[]> hashes(String lines) {
        List<byte[]> hashes = new ArrayList<>();
        lines.lines().forEach(line -> hashes.add(bytes(line)));
        if (hashes.stream().anyMatch(hash -> hash.length != HASH_BYTES)) {
            throw new IllegalArgumentException("no hash");
        }
        return hashes;
    }

    /** The checkpoint of it, where one of the keys {@code verifiers} has signed it. */
    public Optional<Note> signed(String... verifiers) {
        return Note.verified(checkpoint, List.of(verifiers));
    }

    /** True where the ledger of the checkpoint {@code signed} has this entry, which is a line without its end, in this place. */
    public boolean covers(byte[] line, Note signed) {
        Line whole = new Line(line, 0, line.length);
        if (first >= signed.size() || !whole.isChecked() || whole.number() != first) {
            return false;
        }
        MerkleTree tree = new MerkleTree();
        byte[] root = above(tree, tree.leaf(ByteBuffer.wrap(line)), new Span(first, signed.size()), hashes.size());
        return root != null && is(root, signed);
    }

    /** A leaf, or an older size, in a tree of that many leaves. */
    private record Span(long at, long size) {
        long split() {
            return Long.highestOneBit(size - 1);
        }

        boolean isLeft() {
            return at < split();
        }

        Span half() {
            return isLeft() ? new Span(at, split()) : new Span(at - split(), size - split());
        }
    }

    /** The root above a leaf; null where the hashes are too many or too few. Source: RFC 6962 §2.1.1. */
    private byte @Nullable [] above(MerkleTree tree, byte[] leaf, Span span, int left) {
        if (span.size() == 1 || left == 0) {
            return span.size() == 1 && left == 0 ? leaf : null;
        }
        byte[] half = above(tree, leaf, span.half(), left - 1);
        byte[] other = hashes.get(left - 1);
        return half == null ? null : span.isLeft() ? tree.node(half, other) : tree.node(other, half);
    }

    private static boolean is(byte[] root, Note signed) {
        return Base64.getEncoder().encodeToString(root).equals(signed.root());
    }

    /** True where the checkpoint {@code signed} continues {@code older}, which the same key has signed. Source: RFC 6962 §2.1.2. */
    public boolean continues(Note older, Note signed) {
        if (older.size() != first || first > signed.size() || !older.origin().equals(signed.origin())) {
            return false;
        }
        if (first == 0 || first == signed.size()) {
            return hashes.isEmpty() && (first == 0 || older.root().equals(signed.root()));
        }
        Grown grown =
                grown(new MerkleTree(), bytes(older.root()), new Older(first, signed.size(), true), hashes.size());
        return grown != null && is(grown.before, older) && is(grown.after, signed);
    }

    /** The root of the older tree, and that of the newer. */
    private static final class Grown {
        private final byte[] before;
        private final byte[] after;

        Grown(byte[] before, byte[] after) {
            this.before = before;
            this.after = after;
        }
    }

    /** An older size of a tree; whole where the root of that older tree is known. */
    private record Older(long size, long now, boolean whole) {
        long split() {
            return Long.highestOneBit(now - 1);
        }
    }

    private @Nullable Grown grown(MerkleTree tree, byte[] root, Older older, int left) {
        if (older.size() == older.now()) {
            byte[] same = older.whole() ? root : left == 1 ? hashes.getFirst() : null;
            return same == null || (older.whole() && left > 0) ? null : new Grown(same, same);
        }
        if (left == 0) {
            return null;
        }
        byte[] other = hashes.get(left - 1);
        long split = older.split();
        if (older.size() <= split) {
            Grown half = grown(tree, root, new Older(older.size(), split, older.whole()), left - 1);
            return half == null ? null : new Grown(half.before, tree.node(half.after, other));
        }
        Grown half = grown(tree, root, new Older(older.size() - split, older.now() - split, false), left - 1);
        return half == null ? null : new Grown(tree.node(other, half.before), tree.node(other, half.after));
    }

    /** True where {@code lines} are exactly the entries that it is about, and the ledger of the checkpoint {@code signed} has them there. */
    public boolean covers(InputStream lines, Note signed) throws IOException {
        if (count == 0 || first > signed.size() - count) {
            return false;
        }
        Range range = new Range(new Lines(lines, Long.MAX_VALUE));
        byte[] root = range.root(0, signed.size());
        return root != null
                && range.used == hashes.size()
                && range.lines.next() == null
                && range.lines.restBytes() == 0
                && is(root, signed);
    }

    /** Goes over the tree from left to right, with what the proof has in place of what is not in the range. */
    private final class Range {
        private final MerkleTree hash = new MerkleTree();
        private final Lines lines;
        private int used;

        Range(Lines lines) {
            this.lines = lines;
        }

        byte @Nullable [] root(long from, long to) throws IOException {
            if (to <= first || from >= first + count) {
                return used < hashes.size() ? hashes.get(used++) : null;
            }
            if (from >= first && to <= first + count) {
                return entries(from, to);
            }
            long split = from + Long.highestOneBit(to - from - 1);
            byte[] left = root(from, split);
            byte[] right = left == null ? null : root(split, to);
            return left == null || right == null ? null : hash.node(left, right);
        }

        private byte @Nullable [] entries(long from, long to) throws IOException {
            MerkleTree tree = new MerkleTree();
            for (long number = from; number < to; number++) {
                Line line = lines.next();
                if (line == null || !line.isChecked() || line.number() != number) {
                    return null;
                }
                tree.addEntry(line.buffer());
            }
            return tree.rootHash();
        }
    }

    /** The line of the entry as text, for people. */
    public Optional<String> text() {
        return entry.map(line -> new String(line, StandardCharsets.UTF_8));
    }
}
