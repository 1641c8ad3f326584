package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledgers beside the one that this process writes, as far as no process writes them. What they hold is looked at as at a start, and
 * nothing of it is changed.
 */
public final class SiblingLedgers {
    private final Path own;
    private final NoteSigner signer;
    private final Map<Path, Seen> seen = new HashMap<>();
    private volatile Map<String, String> damaged = Map.of();
    private volatile boolean stopped;

    /** What was found of a ledger whose files had this stamp; {@code damage} is empty where it is what was written. */
    private record Seen(String stamp, Optional<String> damage) {}

    /** Those beside {@code own}, whose checkpoints {@code signer} has signed. */
    public SiblingLedgers(Path own, NoteSigner signer) {
        this.own = own;
        this.signer = signer;
    }

    /** The ledger that this process writes. */
    public Path own() {
        return own;
    }

    /** Those that were not what was written when they were looked at last, by name, each with the place. */
    public Map<String, String> damaged() {
        return damaged;
    }

    /** The same as they lie there, by origin. */
    public Map<String, LedgerFolder> damagedFolders() {
        Map<String, LedgerFolder> folders = new TreeMap<>();
        damaged.keySet().forEach(name -> folders.put(origin(name), new LedgerFolder(own.resolveSibling(name))));
        return folders;
    }

    private String origin(String name) {
        return signer.name() + "/" + name;
    }

    /** Looks at none from now on; the one that is under way is ended. */
    public void stop() {
        stopped = true;
    }

    /** Looks at all whose files have changed since the last time; those that are what was written. */
    public synchronized List<LedgerFolder> look() throws IOException {
        List<LedgerFolder> whole = new ArrayList<>();
        Map<String, String> unsound = new TreeMap<>();
        for (LedgerFolder ledger : LedgerFolder.in(own.resolveSibling(""))) {
            if (stopped) {
                return whole;
            }
            if (!ledger.name().equals(String.valueOf(own.getFileName()))) {
                Optional<Seen> found = look(ledger.folder());
                found.flatMap(Seen::damage).ifPresent(where -> unsound.put(ledger.name(), where));
                if (found.isPresent() && found.get().damage().isEmpty()) {
                    whole.add(ledger);
                }
            }
        }
        damaged = Map.copyOf(unsound);
        return whole;
    }

    /** What is known of {@code folder}; empty where another process is there, it changes under the look, or it cannot be read. */
    private Optional<Seen> look(Path folder) {
        try {
            Optional<String> foreign = new LedgerFolder(folder).foreign();
            if (foreign.isPresent()) {
                return Optional.of(new Seen("", foreign.map(name -> name + " is no file")));
            }
            // whoever begins to write it begins a segment
            String stamp = stamp(folder);
            Seen before = seen.get(folder);
            if (before != null && before.stamp().equals(stamp)) {
                return Optional.of(before);
            }
            if (isWritten(folder)) {
                return Optional.empty();
            }
            Seen found = new Seen(stamp, damage(folder));
            if (!stamp(folder).equals(stamp)) {
                return Optional.empty();
            }
            seen.put(folder, found);
            return Optional.of(found);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Its lock is not kept: to who starts meanwhile the ledger would be in use, and that process would begin another one. */
    private static boolean isWritten(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FolderLock.FILE))) {
            return false; // nobody does, and none is made
        }
        try (FolderLock lock = FolderLock.of(folder)) {
            return lock == null;
        }
    }

    private Optional<String> damage(Path folder) throws IOException {
        String origin = origin(String.valueOf(folder.getFileName()));
        return new Recovery(new FolderDisk(folder), origin, signer).look() instanceof Recovery.Found.Damaged found
                ? Optional.of(found.where())
                : Optional.empty();
    }

    /** What changes with what {@link Recovery} reads. */
    private static String stamp(Path folder) throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (SegmentName segment : Recovery.segments(new FolderDisk(folder))) {
            stamp.append(ofFile(folder.resolve(segment.file())));
        }
        return stamp.append(ofFile(folder.resolve(Recovery.CHECKPOINT))).toString();
    }

    private static String ofFile(Path file) throws IOException {
        return Files.exists(file)
                ? file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n"
                : "";
    }
}
