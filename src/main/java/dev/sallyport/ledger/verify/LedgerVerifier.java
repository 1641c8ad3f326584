package dev.sallyport.ledger.verify;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a ledger is what was signed, from its files and the public key alone, and whether it continues what somebody saw of it before.
 * Used once, by one thread.
 */
public final class LedgerVerifier {
    private static final Pattern HEAD = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"segment\",\"ledger\":\"([^\"]*)\",\"format\":1,\"peaks\":\\[([^\\]]*)\\]"
                    + "(?:,\"abandoned\":\\{\"first\":([0-9]{1,18}),\"bytes\":([0-9]{1,18}),\"lost\":[0-9]{1,18}\\})?,\"crc\":\"[0-9a-f]{8}\"\\}");

    /** How an entry begins and ends that tells of pruned entries. */
    private static final Pattern PRUNED = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"pruned\",\"ledger\":\"([^\"/]*)\","
                    + "\"first\":([0-9]{1,18}),\"entries\":([0-9]{1,18}),\"why\":\"[a-z]*\",\"crc\":\"[0-9a-f]{8}\"\\}");

    private static final int PRUNED_BYTES_MAX = 320;
    private static final int NOTE_BYTES_MAX = 64 * 1024;
    private static final int FORMS = 3;
    private static final int HASH_BYTES = 32;

    private final Path folder;
    private final String verifier;
    private final List<Report.Fault> faults = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree();
    /** What is expected of the tree, by its size: root, and who said so. */
    private final TreeMap<Long, List<Expected>> expected = new TreeMap<>();

    private final List<Pruning.Gone> gone = new ArrayList<>();
    private final Map<String, Long> told = new HashMap<>();

    private @Nullable Note checkpoint;
    private long entries;
    private long pruned;
    private long tornBytes;
    /** The next size of the tree at which something is expected of it. */
    private long due = Long.MAX_VALUE;

    private LongConsumer read = _ -> {};
    private String file = "";

    private record Expected(String root, String by) {}

    /** The ledger in {@code folder}, signed by the key {@code verifier}. */
    public LedgerVerifier(Path folder, String verifier) {
        this.folder = folder;
        this.verifier = verifier;
    }

    /** Has {@code progress} told how many bytes were read, each time that some were. */
    public LedgerVerifier tellingOf(LongConsumer progress) {
        read = progress;
        return this;
    }

    /** How many bytes there are to be read, as far as that can be told. */
    public long sizeBytes() {
        try {
            return Part.in(folder).stream().mapToLong(Part::sizeBytes).sum();
        } catch (IOException | UncheckedIOException _) {
            return 0;
        }
    }

    /**
     * Reads all of it. What cannot be read is a fault.
     *
     * @param held checkpoints that were seen before, in the order in which faults count them
     */
    public Report verify(List<String> held) {
        Optional<Note> latest = latest();
        latest.ifPresent(note -> {
            checkpoint = note;
            expect(note, "checkpoint");
        });
        for (int i = 0; i < held.size(); i++) {
            hold(held.get(i), "held checkpoint " + (i + 1), latest);
        }
        try {
            read(Part.in(folder));
        } catch (IOException | UncheckedIOException unreadable) {
            fault(file, 0, "it cannot be read: " + unreadable.getClass().getSimpleName());
        }
        long unsigned = Math.max(0, tree.leaves() - signed());
        return new Report(
                latest,
                new Report.Counts(entries, pruned, unsigned, tornBytes),
                faults,
                new Pruning(latest.map(Note::origin).orElse(""), gone, told));
    }

    private void read(List<Part> parts) throws IOException {
        if (parts.isEmpty()) {
            fault("", 0, "there is no segment");
        }
        due = expected.isEmpty() ? Long.MAX_VALUE : expected.firstKey();
        meets();
        for (int i = 0; i < parts.size() && isSound(); i++) {
            part(parts.get(i), i + 1 < parts.size() ? parts.get(i + 1) : null);
        }
        if (isSound()) {
            expected.tailMap(tree.leaves(), false)
                    .forEach((size, all) -> all.forEach(each -> fault(
                            parts.getLast().file(),
                            0,
                            "the ledger ends here, and " + each.by() + " has " + size + " entries")));
        }
    }

    /** How many entries the checkpoint covers. */
    private long signed() {
        return checkpoint == null ? 0 : checkpoint.size();
    }

    private boolean isSound() {
        return faults.stream().allMatch(fault -> fault.file().equals("checkpoint"));
    }

    private Optional<Note> latest() {
        Optional<Note> note = Note.verified(note(), verifier);
        if (note.isEmpty()) {
            faults.add(new Report.Fault("checkpoint", 0, 0, "there is no checkpoint that this key has signed"));
        }
        return note;
    }

    /** The file of the checkpoint; nothing where it is none, or far larger than any. */
    private String note() {
        Path path = folder.resolve("checkpoint");
        if (!Files.isRegularFile(path)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(NOTE_BYTES_MAX + 1);
            return bytes.length > NOTE_BYTES_MAX
                    ? ""
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (IOException _) {
            return "";
        }
    }

    private void hold(String text, String name, Optional<Note> latest) {
        Optional<Note> note = Note.verified(text, verifier);
        if (note.isEmpty()) {
            faults.add(new Report.Fault("checkpoint", 0, 0, "the " + name + " is not signed by this key"));
        } else if (latest.isPresent()
                && !latest.get().origin().equals(note.get().origin())) {
            faults.add(new Report.Fault("checkpoint", 0, 0, "the " + name + " is of another ledger"));
        } else {
            expect(note.get(), "the " + name);
        }
    }

    private void expect(Note note, String by) {
        expected.computeIfAbsent(note.size(), _ -> new ArrayList<>()).add(new Expected(note.root(), by));
    }

    private void fault(String file, long offset, String what) {
        faults.add(new Report.Fault(file, tree.leaves(), offset, what));
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
            fault(part.file(), 0, "entries " + tree.leaves() + " to " + (part.first() - 1) + " are missing");
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
                if (hash.length < HASH_BYTES || tree.leaves() == next.first()) {
                    fault(
                            part.file(),
                            (tree.leaves() - part.first()) * HASH_BYTES,
                            "more than the hashes of its entries");
                    return;
                }
                if (tree.leaves() >= signed()) {
                    fault(
                            part.file(),
                            (tree.leaves() - part.first()) * HASH_BYTES,
                            "hashes of entries that no checkpoint covers");
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
        long size = next == null ? Long.MAX_VALUE : abandonedAt(part, next);
        long endsAt = endsAt(next);
        try (InputStream in = part.open(read)) {
            Lines lines = new Lines(in, size);
            long begins = lines.offset();
            for (Line line = lines.next(); line != null; line = lines.next()) {
                if (tree.leaves() == endsAt) {
                    return;
                }
                String wrong = wrong(part, line);
                if (!wrong.isEmpty()) {
                    fault(part.file(), begins, wrong);
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
                end(part, next, lines.rest(), begins);
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
        if (checkpoint == null || tree.leaves() >= signed() || line.sizeBytes() > PRUNED_BYTES_MAX) {
            return;
        }
        Matcher pruning = PRUNED.matcher(line.text());
        if (pruning.matches()) {
            String signer = checkpoint.origin().substring(0, checkpoint.origin().lastIndexOf('/') + 1);
            long end = Long.parseLong(pruning.group(2)) + Long.parseLong(pruning.group(3));
            told.merge(signer + pruning.group(1), end, Math::max);
        }
    }

    /** How many bytes of {@code part} count, as the segment after it says. */
    private long abandonedAt(Part part, Part next) throws IOException {
        Part after = next.now().orElse(next);
        if (after.form() == Part.Form.HASHES || after.isForeign()) {
            return Long.MAX_VALUE;
        }
        try (InputStream in = after.open(_ -> {})) {
            Line first = new Lines(in, Long.MAX_VALUE).next();
            Matcher head = HEAD.matcher(first == null ? "" : first.text());
            return head.matches() && head.group(3) != null && Long.parseLong(head.group(3)) == part.first()
                    ? Long.parseLong(head.group(4))
                    : Long.MAX_VALUE;
        } catch (EOFException | ZipException _) {
            return Long.MAX_VALUE;
        }
    }

    private String wrong(Part part, Line line) {
        if (!line.isChecked()) {
            return "the entry is not what was written";
        }
        if (line.number() != tree.leaves()) {
            return "entry " + line.number() + " stands where entry " + tree.leaves() + " belongs";
        }
        if (tree.leaves() >= signed() && !EntryText.isOne(line.buffer())) {
            return "no checkpoint covers it, and it is no entry as a gateway writes it";
        }
        return tree.leaves() == part.first() ? wrongHead(line) : "";
    }

    private String wrongHead(Line line) {
        Matcher head = HEAD.matcher(line.text());
        if (!head.matches()) {
            return "it does not begin as a segment";
        }
        if (checkpoint != null && !head.group(1).equals(checkpoint.origin())) {
            return "it is of another ledger";
        }
        String peaks = String.join("\",\"", tree.roots());
        return head.group(2).equals(peaks.isEmpty() ? "" : "\"" + peaks + "\"")
                ? ""
                : "the entries before it are not those that were written";
    }

    private void end(Part part, @Nullable Part next, byte[] rest, long offset) {
        if (next != null) {
            if (rest.length > 0 || next.first() < tree.leaves()) {
                fault(part.file(), offset, "more than the entries that belong here");
            }
        } else if (isTorn(rest)) {
            tornBytes = rest.length;
        } else {
            fault(part.file(), offset, "bytes behind the end that are no entry");
        }
    }

    /** True for nothing, or the beginning of the next entry, with zeros in place of what a disk did not keep. */
    private boolean isTorn(byte[] rest) {
        String begin = "{\"n\":" + tree.leaves() + ",";
        int end = rest.length;
        while (end > 0 && rest[end - 1] == 0) {
            end--;
        }
        String text = new String(rest, 0, end, StandardCharsets.ISO_8859_1);
        return text.startsWith(begin) || begin.startsWith(text);
    }

    /** True where the tree has the root that is expected of it at this size. */
    private boolean meets() {
        if (tree.leaves() != due) {
            return true;
        }
        String root = tree.root();
        for (Expected each : expected.getOrDefault(due, List.of())) {
            if (!each.root().equals(root)) {
                fault(file, 0, "the entries up to here are not those that " + each.by() + " signed");
                return false;
            }
        }
        Long later = expected.higherKey(due);
        due = later == null ? Long.MAX_VALUE : later;
        return true;
    }
}
