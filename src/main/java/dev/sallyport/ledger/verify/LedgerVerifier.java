package dev.sallyport.ledger.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Says whether a ledger is what was signed, from its files and the public key alone, and whether it continues what somebody saw of it before.
 * Used once, by one thread.
 */
public final class LedgerVerifier {
    /** How faults call the checkpoint of the ledger itself. */
    static final String CHECKPOINT = "the checkpoint";

    private static final String FILE = "checkpoint";
    private static final int NOTE_BYTES_MAX = 64 * 1024;
    private static final int SIGNERS_SHOWN = 3;

    private final Path folder;
    private final List<String> verifiers;
    private LongConsumer read = _ -> {};

    /** The ledger in {@code folder}, signed by one of the keys {@code verifiers}. */
    public LedgerVerifier(Path folder, String... verifiers) {
        this.folder = folder;
        this.verifiers = List.of(verifiers);
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
     * Reads all of it. What the disk cannot read is a fault.
     *
     * @param held checkpoints that were seen before, in the order in which faults count them
     * @throws AccessDeniedException where this user may not read it: that says nothing of the ledger
     */
    public Report verify(List<String> held) throws AccessDeniedException {
        Optional<String> text = note();
        Optional<Note> latest = text.flatMap(note -> Note.verified(note, verifiers));
        List<Report.Fault> faults = new ArrayList<>();
        Roots roots = new Roots();
        if (latest.isEmpty()) {
            faults.add(unsigned(text));
        }
        latest.ifPresent(note -> roots.add(note, CHECKPOINT));
        // one ledger has one key
        List<String> keys = latest.map(note -> List.of(note.key())).orElse(verifiers);
        for (int i = 0; i < held.size(); i++) {
            String name = "the held checkpoint " + (i + 1);
            Optional<Note> note = Note.verified(held.get(i), keys);
            if (note.isEmpty()) {
                faults.add(new Report.Fault(
                        FILE, 0, 0, name + " is not signed by the key of this ledger", Report.Kind.KEY));
            } else if (latest.isPresent()
                    && !latest.get().origin().equals(note.get().origin())) {
                faults.add(new Report.Fault(FILE, 0, 0, name + " is of another ledger", Report.Kind.KEY));
            } else {
                roots.add(note.get(), name);
            }
        }
        Reading reading = new Reading(latest, roots, read);
        reading.read(folder);
        faults.addAll(reading.faults());
        return new Report(latest, reading.counts(), faults, reading.pruning());
    }

    /** Why {@code note} is no checkpoint that one of the keys has signed. */
    private Report.Fault unsigned(Optional<String> note) {
        if (note.isEmpty()) {
            return new Report.Fault(FILE, 0, 0, "there is no such file, so nothing is signed", Report.Kind.CHECKPOINT);
        }
        List<String> signers = Note.signers(note.get());
        if (signers.isEmpty()) {
            return new Report.Fault(
                    FILE, 0, 0, "it is not a checkpoint as a gateway writes it", Report.Kind.CHECKPOINT);
        }
        List<String> names = verifiers.stream().map(LedgerVerifier::name).toList();
        String by = String.join(", ", signers.subList(0, Math.min(signers.size(), SIGNERS_SHOWN)));
        return signers.stream().anyMatch(names::contains)
                ? new Report.Fault(
                        FILE,
                        0,
                        0,
                        "it names the key " + by + ", and its signature is not right: it was changed",
                        Report.Kind.CHECKPOINT)
                : new Report.Fault(
                        FILE,
                        0,
                        0,
                        "it is signed by the key " + by + ", and you verify with " + String.join(", ", names),
                        Report.Kind.KEY);
    }

    /** Name and hash of a key. */
    private static String name(String verifier) {
        return verifier.substring(0, Math.max(0, verifier.indexOf('+', verifier.indexOf('+') + 1)));
    }

    /** The text of the checkpoint; empty where there is no such file, no text where it is none or far larger than any. */
    private Optional<String> note() throws AccessDeniedException {
        Path path = folder.resolve(FILE);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return Optional.of("");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(NOTE_BYTES_MAX + 1);
            return Optional.of(
                    bytes.length > NOTE_BYTES_MAX
                            ? ""
                            : StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(bytes))
                                    .toString());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (AccessDeniedException denied) {
            throw denied;
        } catch (IOException _) {
            return Optional.of("");
        }
    }
}
