package dev.sallyport.ledger.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final int NOTE_BYTES_MAX = 64 * 1024;

    private final Path folder;
    private final String verifier;
    private LongConsumer read = _ -> {};

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
        Optional<Note> latest = Note.verified(note(), verifier);
        List<Report.Fault> faults = new ArrayList<>();
        Roots roots = new Roots();
        if (latest.isEmpty()) {
            faults.add(fault("there is no checkpoint that this key has signed"));
        }
        latest.ifPresent(note -> roots.add(note, "checkpoint"));
        for (int i = 0; i < held.size(); i++) {
            String name = "the held checkpoint " + (i + 1);
            Optional<Note> note = Note.verified(held.get(i), verifier);
            if (note.isEmpty()) {
                faults.add(fault(name + " is not signed by this key"));
            } else if (latest.isPresent()
                    && !latest.get().origin().equals(note.get().origin())) {
                faults.add(fault(name + " is of another ledger"));
            } else {
                roots.add(note.get(), name);
            }
        }
        Reading reading = new Reading(latest, roots, read);
        reading.read(folder);
        faults.addAll(reading.faults());
        return new Report(latest, reading.counts(), faults, reading.pruning());
    }

    private static Report.Fault fault(String what) {
        return new Report.Fault("checkpoint", 0, 0, what);
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
}
