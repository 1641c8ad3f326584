package dev.sallyport.ledger.verify;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a ledger is what was signed, from its files and the public key alone, and whether it continues what somebody saw of it before.
 * Used once, by one thread.
 */
public final class LedgerVerifier {
    private static final Pattern SEGMENT = Pattern.compile("([0-9]{16})\\.(jsonl|jsonl\\.gz|hashes)");
    private static final Pattern HEAD = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"segment\",\"ledger\":\"([^\"]*)\",\"format\":1,\"peaks\":\\[([^\\]]*)\\]"
                    + "(?:,\"abandoned\":\\{\"first\":([0-9]{1,18}),\"bytes\":([0-9]{1,18}),\"lost\":[0-9]{1,18}\\})?,\"crc\":\"[0-9a-f]{8}\"\\}");
    /** A gzip member of ours has no name, no time and no flags. Source: RFC 1952 §2.3. */
    private static final byte[] GZIP = HexFormat.of().parseHex("1f8b08000000000000");

    private static final int HASH_BYTES = 32;

    private final Path folder;
    private final String verifier;
    private final List<Report.Fault> faults = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree();
    /** What is expected of the tree, by its size: root, and who said so. */
    private final TreeMap<Long, List<Expected>> expected = new TreeMap<>();

    private @Nullable Note checkpoint;
    private long entries;
    private long pruned;
    private long tornBytes;

    private record Expected(String root, String by) {}

    private record Part(long first, String file) {}

    /** The ledger in {@code folder}, signed by the key {@code verifier}. */
    public LedgerVerifier(Path folder, String verifier) {
        this.folder = folder;
        this.verifier = verifier;
    }

    /**
     * Reads all of it.
     *
     * @param held checkpoints that were seen before, by the name under which faults tell of them
     */
    public Report verify(List<String> held) throws IOException {
        Optional<Note> latest = latest();
        latest.ifPresent(note -> {
            checkpoint = note;
            expect(note, "checkpoint");
        });
        for (int i = 0; i < held.size(); i++) {
            hold(held.get(i), "held checkpoint " + (i + 1), latest);
        }
        List<Part> parts = parts();
        if (parts.isEmpty()) {
            fault("", 0, "there is no segment");
        }
        meets();
        for (int i = 0; i < parts.size() && isSound(); i++) {
            part(parts.get(i), i + 1 < parts.size() ? parts.get(i + 1) : null);
        }
        if (isSound()) {
            expected.tailMap(tree.leaves(), false)
                    .forEach((size, all) -> all.forEach(each -> faults.add(new Report.Fault(
                            parts.getLast().file(),
                            tree.leaves(),
                            0,
                            "the ledger ends here, and " + each.by() + " has " + size + " entries"))));
        }
        long covered = latest.map(Note::size).orElse(0L);
        return new Report(latest, entries, pruned, Math.max(0, tree.leaves() - covered), tornBytes, faults);
    }

    private boolean isSound() {
        return faults.stream().allMatch(fault -> fault.file().equals("checkpoint"));
    }

    private Optional<Note> latest() throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve("checkpoint"), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | java.nio.charset.CharacterCodingException _) {
            text = "";
        }
        Optional<Note> note = Note.verified(text, verifier);
        if (note.isEmpty()) {
            faults.add(new Report.Fault("checkpoint", 0, 0, "there is no checkpoint that this key has signed"));
        }
        return note;
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

    private List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName())).sorted().forEach(name -> {
                Matcher matcher = SEGMENT.matcher(name);
                if (matcher.matches()) {
                    parts.add(new Part(Long.parseLong(matcher.group(1)), name));
                }
            });
        }
        return parts;
    }

    private void fault(String file, long offset, String what) {
        faults.add(new Report.Fault(file, tree.leaves(), offset, what));
    }

    private void part(Part part, @Nullable Part next) throws IOException {
        if (part.first() != tree.leaves()) {
            fault(part.file(), 0, "entries " + tree.leaves() + " to " + (part.first() - 1) + " are missing");
        } else if (part.file().endsWith(".hashes")) {
            hashes(part, next);
        } else {
            lines(part, next);
        }
    }

    private void hashes(Part part, @Nullable Part next) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(part.file()))) {
            for (byte[] hash = in.readNBytes(HASH_BYTES); hash.length > 0; hash = in.readNBytes(HASH_BYTES)) {
                if (hash.length < HASH_BYTES || (next != null && tree.leaves() == next.first())) {
                    fault(
                            part.file(),
                            (tree.leaves() - part.first()) * HASH_BYTES,
                            "more than the hashes of its entries");
                    return;
                }
                tree.addHash(hash);
                pruned++;
                if (!meets()) {
                    return;
                }
            }
        }
    }

    private void lines(Part part, @Nullable Part next) throws IOException {
        long size = next == null ? Long.MAX_VALUE : abandonedAt(part, next);
        try (InputStream in = open(part)) {
            Lines lines = new Lines(in, size);
            long begins = lines.offset();
            for (Line line = lines.next(); line != null; line = lines.next()) {
                String wrong = wrong(part, line);
                if (!wrong.isEmpty()) {
                    fault(part.file(), begins, wrong);
                    return;
                }
                tree.addEntry(line.buffer());
                entries++;
                if (!meets()) {
                    return;
                }
                begins = lines.offset();
            }
            end(part, next, lines.rest(), begins);
        } catch (EOFException | java.util.zip.ZipException broken) {
            fault(part.file(), 0, "it is not what was compressed");
        }
    }

    private InputStream open(Part part) throws IOException {
        Path file = folder.resolve(part.file());
        if (!part.file().endsWith(".gz")) {
            return Files.newInputStream(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (!java.util.Arrays.equals(in.readNBytes(GZIP.length), GZIP)) {
                throw new java.util.zip.ZipException("another head");
            }
        }
        return new GZIPInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** How many bytes of {@code part} count, as the segment after it says. */
    private long abandonedAt(Part part, Part next) throws IOException {
        if (next.file().endsWith(".hashes")) {
            return Long.MAX_VALUE;
        }
        try (InputStream in = open(next)) {
            Line first = new Lines(in, Long.MAX_VALUE).next();
            Matcher head = HEAD.matcher(first == null ? "" : first.text());
            return head.matches() && head.group(3) != null && Long.parseLong(head.group(3)) == part.first()
                    ? Long.parseLong(head.group(4))
                    : Long.MAX_VALUE;
        } catch (EOFException | java.util.zip.ZipException _) {
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
        String text = new String(rest, StandardCharsets.ISO_8859_1).replaceAll("\0+$", "");
        return text.startsWith(begin) || begin.startsWith(text);
    }

    /** True where the tree has the root that is expected of it at this size. */
    private boolean meets() {
        List<Expected> due = expected.get(tree.leaves());
        if (due == null) {
            return true;
        }
        String root = tree.root();
        for (Expected each : due) {
            if (!each.root().equals(root)) {
                fault("", 0, "the entries up to here are not those that " + each.by() + " signed");
                return false;
            }
        }
        return true;
    }
}
