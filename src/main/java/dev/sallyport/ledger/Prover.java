package dev.sallyport.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes proofs of a ledger from its files, against its latest checkpoint. Reads the ledger once for each, and needs memory for the proof
 * alone. Fails where the files do not make the tree that was signed.
 */
public final class Prover {
    private final LedgerFolder ledger;
    private final String note;
    private final Checkpoint checkpoint;

    private Prover(LedgerFolder ledger, String note, Checkpoint checkpoint) {
        this.ledger = ledger;
        this.note = note;
        this.checkpoint = checkpoint;
    }

    /** That of {@code ledger} as it is signed now; empty where it has no checkpoint. */
    public static Optional<Prover> of(LedgerFolder ledger) throws IOException {
        Optional<String> note = ledger.note();
        Optional<Checkpoint> checkpoint = note.flatMap(Checkpoint::read);
        return checkpoint.map(signed -> new Prover(ledger, note.orElseThrow(), signed));
    }

    /** The checkpoint that it proves against. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** A part of the tree: the hash over the entries from one on and before another. */
    private record Span(long from, long to) {
        long split() {
            return from + Long.highestOneBit(to - from - 1);
        }

        Span left() {
            return new Span(from, split());
        }

        Span right() {
            return new Span(split(), to);
        }
    }

    /** The proof that the checkpoint covers entry {@code index}, which it carries where it was not pruned. Source: C2SP tlog-proof. */
    public String entry(long index) throws IOException {
        List<Span> path = new ArrayList<>();
        path(index, whole(), path);
        List<byte[]> line = new ArrayList<>();
        String hashes = hashes(path, index, line, checkpoint);
        String extra = line.isEmpty() ? "" : "extra " + Base64.getEncoder().encodeToString(line.getFirst()) + "\n";
        return "c2sp.org/tlog-proof@v1\n" + extra + "index " + index + "\n" + hashes + "\n" + note;
    }

    private Span whole() {
        return new Span(0, checkpoint.size());
    }

    /** From the leaf's sibling to the root's child. Source: RFC 6962 §2.1.1. */
    private static void path(long index, Span span, List<Span> path) {
        if (span.to() - span.from() > 1) {
            boolean isLeft = index < span.split();
            path(index, isLeft ? span.left() : span.right(), path);
            path.add(isLeft ? span.right() : span.left());
        }
    }

    /** The proof that the checkpoint covers {@code count} entries from {@code first} on: what stands for the others, from left to right. */
    public String range(long first, long count) throws IOException {
        List<Span> others = new ArrayList<>();
        others(new Span(first, first + count), whole(), others);
        return "sallyport/ledger-range@v1\nfirst " + first + "\nentries " + count + "\n"
                + hashes(others, -1, new ArrayList<>(), checkpoint) + "\n" + note;
    }

    private static void others(Span range, Span span, List<Span> others) {
        if (span.to() <= range.from() || span.from() >= range.to()) {
            others.add(span);
        } else if (span.from() < range.from() || span.to() > range.to()) {
            others(range, span.left(), others);
            others(range, span.right(), others);
        }
    }

    /**
     * The proof that the checkpoint continues the one that {@code older} is, in the form of C2SP tlog-witness; fails where it does not.
     */
    public String growth(Checkpoint older) throws IOException {
        List<Span> spans = new ArrayList<>();
        if (older.size() > 0 && older.size() < checkpoint.size()) {
            growth(older.size(), whole(), true, spans);
        }
        return "old " + older.size() + "\n" + hashes(spans, -1, new ArrayList<>(), older) + "\n" + note;
    }

    /** Source: RFC 6962 §2.1.2. */
    private static void growth(long size, Span span, boolean whole, List<Span> proof) {
        if (size == span.to()) {
            if (!whole) {
                proof.add(span);
            }
        } else if (size <= span.split()) {
            growth(size, span.left(), whole, proof);
            proof.add(span.right());
        } else {
            growth(size, span.right(), false, proof);
            proof.add(span.left());
        }
    }

    /**
     * The hashes of {@code spans}, a line each; the line of entry {@code index} goes into {@code line}. Fails where the ledger is not what
     * {@code older}, or its own checkpoint, signed.
     */
    private String hashes(List<Span> spans, long index, List<byte[]> line, Checkpoint older) throws IOException {
        List<Span> ordered =
                spans.stream().sorted(Comparator.comparingLong(Span::from)).toList();
        Map<Span, Frontier> trees = new HashMap<>();
        Frontier whole = new Frontier();
        int[] next = {0};
        boolean[] continues = {isOf(whole, older)};
        ledger.leaves(checkpoint.size(), (hash, bytes) -> {
            long number = whole.size();
            if (number == index && bytes.hasRemaining()) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                line.add(copy);
            }
            if (next[0] < ordered.size() && number >= ordered.get(next[0]).from()) {
                Span span = ordered.get(next[0]);
                trees.computeIfAbsent(span, _ -> new Frontier()).add(Arrays.copyOf(hash, hash.length));
                next[0] += number + 1 == span.to() ? 1 : 0;
            }
            whole.add(hash);
            continues[0] |= isOf(whole, older);
        });
        if (!isOf(whole, checkpoint)) {
            throw new IOException("the entries are not those that the checkpoint signed");
        }
        if (!continues[0]) {
            throw new IOException("it does not continue that checkpoint, which is of another history");
        }
        StringBuilder text = new StringBuilder();
        for (Span span : spans) {
            text.append(Base64.getEncoder()
                            .encodeToString(
                                    trees.getOrDefault(span, new Frontier()).root()))
                    .append('\n');
        }
        return text.toString();
    }

    private static boolean isOf(Frontier tree, Checkpoint checkpoint) {
        return tree.size() == checkpoint.size()
                && Checkpoint.of(checkpoint.origin(), tree).equals(checkpoint);
    }
}
