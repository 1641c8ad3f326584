package dev.sallyport.ledger.verify;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One reading of the segments of a ledger, up to what is not as it was written. */
final class Reading {
    private static final int FORMS = 3;
    private static final int HASH_BYTES = 32;

    private final Optional<Note> checkpoint;
    /** How many entries the checkpoint covers. */
    private final long signed;

    private final Roots roots;
    private final LongConsumer read;
    private final MerkleTree tree = new MerkleTree();
    private final List<Report.Fault> faults = new ArrayList<>();
    private final List<Pruning.Gone> gone = new ArrayList<>();
    private final Map<String, Long> told = new HashMap<>();
    private long entries;
    private long verified;
    /** The size at which a root was the signed one. */
    private long confirmed;

    private long pruned;
    private long tornBytes;
    private String file = "";
    /** The file that a gateway reads when it starts. */
    private String lastFile = "";

    /** Has the tree compared with {@code roots}, and {@code read} told how many bytes were read. */
    Reading(Optional<Note> checkpoint, Roots roots, LongConsumer read) {
        this.checkpoint = checkpoint;
        this.signed = checkpoint.map(Note::size).orElse(0L);
        this.roots = roots;
        this.read = read;
    }

    /** What is wrong; nothing where all of it was read and is as it was written. */
    List<Report.Fault> faults() {
        return faults;
    }

    /** What was counted. */
    Report.Counts counts() {
        long unsigned = Math.max(0, tree.leaves() - Math.max(signed, confirmed));
        return new Report.Counts(entries, verified, pruned, unsigned, tornBytes);
    }

    /** What of it was pruned. */
    Pruning pruning() {
        return new Pruning(checkpoint.map(Note::origin).orElse(""), gone, told);
    }

    /** Reads all that is in {@code folder}. What the disk cannot read is a fault; what this user may not read is none. */
    void read(Path folder) throws AccessDeniedException {
        try {
            read(Part.in(folder));
        } catch (IOException | UncheckedIOException unreadable) {
            if (unreadable instanceof AccessDeniedException denied) {
                throw denied;
            }
            if (unreadable.getCause() instanceof AccessDeniedException denied) {
                throw denied;
            }
            fault(file, 0, "it cannot be read: " + unreadable.getMessage());
        }
    }

    private void read(List<Part> parts) throws IOException {
        if (parts.isEmpty()) {
            fault("", "there is no segment", checkpoint.isPresent());
        } else {
            lastFile = parts.getLast().file();
        }
        meets();
        for (int i = 0; i < parts.size() && faults.isEmpty(); i++) {
            part(parts.get(i), i + 1 < parts.size() ? parts.get(i + 1) : null);
        }
        if (faults.isEmpty()) {
            roots.unmet((size, by) -> fault(
                    lastFile,
                    "the ledger ends here, and " + by + " has " + size + " entries",
                    by.equals(LedgerVerifier.CHECKPOINT)));
        }
    }

    private void fault(String where, long offset, String what) {
        Report.Kind kind = where.equals(lastFile) ? Report.Kind.SEEN_AT_START : Report.Kind.UNSEEN;
        faults.add(new Report.Fault(where, tree.leaves(), offset, what, kind));
    }

    /** One that is at the beginning of a file, or behind its end. */
    private void fault(String where, String what, boolean seen) {
        Report.Kind kind = seen ? Report.Kind.SEEN_AT_START : Report.Kind.UNSEEN;
        faults.add(new Report.Fault(where, tree.leaves(), 0, what, kind));
    }

    /** Tries again where the form of the segment is changed at this moment. */
    private void part(Part listed, @Nullable Part next) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                judge(listed, next);
                return;
            } catch (NoSuchFileException gone) {
                if (tries == FORMS) {
                    throw gone;
                }
            }
        }
    }

    private void judge(Part listed, @Nullable Part next) throws IOException {
        Part part = listed.now().orElse(listed);
        file = part.file();
        if (part.isForeign()) {
            fault(part.file(), 0, "it is no file");
        } else if (part.first() != tree.leaves()) {
            fault(part.file(), "entries " + tree.leaves() + " to " + (part.first() - 1) + " are missing", false);
        } else if (part.form() == Part.Form.HASHES) {
            hashes(part, next);
        } else {
            lines(part, next);
        }
    }

    private void hashes(Part part, @Nullable Part next) throws IOException {
        if (next == null) {
            fault(part.file(), 0, "the last segment has its hashes alone, and that one is never pruned");
            return;
        }
        try (InputStream in = new BufferedInputStream(part.open(read))) {
            for (byte[] hash = in.readNBytes(HASH_BYTES); hash.length > 0; hash = in.readNBytes(HASH_BYTES)) {
                boolean more = hash.length < HASH_BYTES || tree.leaves() == next.first();
                if (more || tree.leaves() >= signed) {
                    fault(
                            part.file(),
                            (tree.leaves() - part.first()) * HASH_BYTES,
                            more
                                    ? "more than the hashes of its entries"
                                    : "hashes of entries that no checkpoint covers");
                    return;
                }
                tree.addHash(hash);
                pruned++;
                if (!meets()) {
                    return;
                }
            }
        }
        gone.add(new Pruning.Gone(part.file(), part.first(), tree.leaves()));
    }

    private void lines(Part part, @Nullable Part next) throws IOException {
        long size = next == null ? Long.MAX_VALUE : Head.sizeBytesOf(part, next);
        long endsAt = endsAt(next);
        try (InputStream in = part.open(read)) {
            Lines lines = new Lines(in, size);
            long begins = lines.offset();
            for (Line line = lines.next(); line != null; line = lines.next()) {
                if (tree.leaves() == endsAt) {
                    return;
                }
                if (isWrong(part, line, begins)) {
                    return;
                }
                tell(line);
                tree.addEntry(line.buffer());
                entries++;
                if (!meets()) {
                    return;
                }
                begins = lines.offset();
            }
            if (tree.leaves() == endsAt) {
                return;
            }
            if (lines.isOverlong()) {
                fault(part.file(), begins, "a line that is longer than any entry");
            } else {
                end(part, next, lines, begins);
            }
        } catch (EOFException | ZipException broken) {
            fault(part.file(), 0, "it is not what was compressed");
        }
    }

    /** Where the entries of a segment end, where it might have been abandoned and the next one can not say so any more. */
    private static long endsAt(@Nullable Part next) {
        return next != null && next.now().orElse(next).form() == Part.Form.HASHES ? next.first() : Long.MAX_VALUE;
    }

    /** Takes what a signed entry tells of pruned ones, of this ledger or of one that the same key signs. */
    private void tell(Line line) {
        if (tree.leaves() < signed) {
            Pruning.told(line).ifPresent(pruning -> {
                String origin = checkpoint.orElseThrow().origin();
                String signer = origin.substring(0, origin.lastIndexOf('/') + 1);
                told.merge(signer + pruning.ledger(), pruning.end(), Math::max);
            });
        }
    }

    private boolean isWrong(Part part, Line line, long begins) {
        String wrong = wrong(part, line);
        if (!wrong.isEmpty()) {
            fault(part.file(), begins, wrong);
            return true;
        }
        boolean isBehind = tree.leaves() != part.first()
                || Head.of(line).filter(head -> head.isBehind(tree.roots())).isPresent();
        if (!isBehind) {
            // a gateway that starts trusts the head, which fits what was signed
            fault(part.file(), "the entries before it are not those that were written", false);
        }
        return !isBehind;
    }

    private String wrong(Part part, Line line) {
        if (!line.isChecked()) {
            return "the entry is not what was written";
        }
        if (line.number() != tree.leaves()) {
            return "entry " + line.number() + " stands where entry " + tree.leaves() + " belongs";
        }
        if (tree.leaves() >= signed && !EntryText.isOne(line.buffer())) {
            return "no checkpoint covers it, and it is no entry as a gateway writes it";
        }
        return tree.leaves() == part.first() ? wrongHead(line) : "";
    }

    private String wrongHead(Line line) {
        Optional<Head> head = Head.of(line);
        if (head.isEmpty()) {
            return "it does not begin as a segment";
        }
        boolean isOfAnother = checkpoint.isPresent()
                && !head.get().ledger().equals(checkpoint.get().origin());
        return isOfAnother ? "it is of another ledger" : "";
    }

    private void end(Part part, @Nullable Part next, Lines lines, long offset) {
        if (next != null) {
            if (lines.restBytes() > 0 || next.first() < tree.leaves()) {
                fault(part.file(), offset, "more than the entries that belong here");
            }
        } else if (lines.isTorn(tree.leaves())) {
            tornBytes = lines.restBytes();
        } else {
            fault(part.file(), offset, "bytes behind the end that are no entry");
        }
    }

    /** True where no checkpoint says that the tree is another one at this size. */
    private boolean meets() {
        if (!roots.isDue(tree)) {
            return true;
        }
        Optional<String> contradiction = roots.contradiction(tree);
        contradiction.ifPresentOrElse(this::contradicted, () -> {
            confirmed = tree.leaves();
            verified = entries;
        });
        return contradiction.isEmpty();
    }

    /** Where the change is cannot be told from roots: only that all is right up to the last that fitted. */
    private void contradicted(String by) {
        boolean seen = by.equals(LedgerVerifier.CHECKPOINT);
        faults.add(new Report.Fault(
                file,
                confirmed,
                -1,
                "of the entries " + confirmed + " to " + (tree.leaves() - 1) + " at least one is not what " + by
                        + " signed; which one cannot be told from these files",
                seen ? Report.Kind.SEEN_AT_START : Report.Kind.UNSEEN));
    }
}
