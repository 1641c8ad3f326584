package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.disk.FolderLock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What becomes of the full segments of the ledgers in a folder: they are compressed, and when they are too old, or take too much room, only the
 * hashes of their entries are kept. Looks after the ledger of this process and those that no process writes. Used by one thread.
 */
public final class Ageing {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Path parent;
    private final Path own;
    private final Rules rules;
    private volatile boolean stopped;

    /**
     * What is done to segments.
     *
     * @param compress whether they are compressed
     * @param retention how long after their newest entry they are kept
     * @param bytesMax how much room all ledgers together may take before the oldest are pruned; 0 for any
     */
    public record Rules(boolean compress, Duration retention, long bytesMax) {}

    /**
     * A segment of which the hashes are left.
     *
     * @param ledger whose
     * @param first its first entry
     * @param entries how many it has
     * @param why {@code age} or {@code size}
     */
    public record Pruned(String ledger, long first, long entries, String why) {}

    /** That of the ledgers in {@code parent}, one of which, {@code own}, this process writes. */
    public Ageing(Path parent, Path own, Rules rules) {
        this.parent = parent;
        this.own = own;
        this.rules = rules;
    }

    /** Does nothing more from now on; the segment that is under way is ended. May be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** A full segment of a ledger that may be changed. */
    private record Candidate(Path ledger, SegmentAgeing ageing, SegmentAgeing.Full segment) {
        boolean isPruned() {
            return segment.name().form() == SegmentName.Form.HASHES;
        }

        Pruned pruned(String why) {
            return new Pruned(
                    String.valueOf(ledger.getFileName()),
                    segment.name().first(),
                    segment.end() - segment.name().first(),
                    why);
        }
    }

    /** Tells in a ledger of this home what is about to be pruned. */
    @FunctionalInterface
    public interface Telling {
        /** Returns once a signed entry says so; until then nothing is deleted. */
        void told(Pruned pruned) throws IOException;
    }

    /** Does what is due at {@code now}, each pruning after {@code telling} of it; what was pruned, nothing while a hold is in force. */
    public List<Pruned> age(Instant now, Telling telling) throws IOException {
        List<FolderLock> locks = new ArrayList<>();
        try {
            List<Candidate> candidates = candidates(now, locks);
            List<Pruned> pruned = prune(candidates, now, telling);
            if (rules.compress()) {
                for (Candidate each : candidates) {
                    if (each.segment().name().form() == SegmentName.Form.LINES) {
                        var _ = done(each, each.ageing()::compress);
                    }
                }
            }
            return pruned;
        } finally {
            for (FolderLock lock : locks) {
                lock.close();
            }
        }
    }

    private List<Pruned> prune(List<Candidate> candidates, Instant now, Telling telling) throws IOException {
        List<Pruned> pruned = new ArrayList<>();
        Instant oldest = now.minus(rules.retention());
        List<Candidate> byAge = candidates.stream()
                .filter(each -> !each.isPruned())
                .sorted(Comparator.comparing(each -> each.segment().closed()))
                .toList();
        for (Candidate each : byAge) {
            boolean old = each.segment().closed().isBefore(oldest);
            boolean crowded = !old && rules.bytesMax() > 0 && sizeBytes() > rules.bytesMax();
            Pruned due = each.pruned(old ? "age" : "size");
            if ((old || crowded) && !Hold.of(parent).isHeld() && done(each, full -> prune(each, due, telling))) {
                pruned.add(due);
            }
        }
        candidates.removeIf(each ->
                !Files.exists(each.ledger().resolve(each.segment().name().file())));
        return pruned;
    }

    /** What the segment told of other ledgers that are there still is told again, for nothing else might tell it any more. */
    private boolean prune(Candidate each, Pruned due, Telling telling) throws IOException {
        Tellings tellings = new Tellings();
        return each.ageing()
                .prune(
                        each.segment(),
                        tellings,
                        deletion -> Hold.unless(parent, () -> {
                            for (Pruned again : tellings.besides(due.ledger())) {
                                if (Files.isDirectory(parent.resolve(again.ledger()))) {
                                    telling.told(again);
                                }
                            }
                            telling.told(due);
                            deletion.run();
                        }));
    }

    /** Changes a segment. */
    @FunctionalInterface
    private interface Change {
        boolean done(SegmentAgeing.Full full) throws IOException;
    }

    private boolean done(Candidate each, Change change) {
        if (stopped) {
            return false;
        }
        String cause = "it is not what was written";
        try {
            if (change.done(each.segment())) {
                return true;
            }
        } catch (IOException failed) {
            cause = failed.toString();
        }
        LOG.log(
                Level.WARNING,
                "{0} of the ledger {1} stays as it is: {2}",
                each.segment().name().file(),
                each.ledger().getFileName(),
                cause);
        return false;
    }

    private List<Candidate> candidates(Instant now, List<FolderLock> locks) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (LedgerFolder ledger : LedgerFolder.in(parent)) {
            try {
                candidates.addAll(candidates(ledger, now, locks));
            } catch (IOException failed) {
                LOG.log(Level.WARNING, "the ledger {0} stays as it is: {1}", ledger.name(), failed.toString());
            }
        }
        return candidates;
    }

    private List<Candidate> candidates(LedgerFolder ledger, Instant now, List<FolderLock> locks) throws IOException {
        Path folder = ledger.folder();
        boolean several = Recovery.segments(new FolderDisk(folder)).size() > 1;
        if (!several || stopped || ledger.foreign().isPresent() || !isOurs(folder, locks)) {
            return List.of();
        }
        SegmentAgeing ageing = new SegmentAgeing(new FolderDisk(folder));
        return ageing.full(now).stream()
                .map(full -> new Candidate(folder, ageing, full))
                .toList();
    }

    private boolean isOurs(Path folder, List<FolderLock> locks) throws IOException {
        if (folder.equals(own)) {
            return true;
        }
        FolderLock lock = FolderLock.of(folder);
        if (lock != null) {
            locks.add(lock);
        }
        return lock != null;
    }

    private long sizeBytes() throws IOException {
        long sum = 0;
        for (LedgerFolder ledger : LedgerFolder.in(parent)) {
            for (String name : new FolderDisk(ledger.folder()).names()) {
                Path file = ledger.folder().resolve(name);
                sum += SegmentName.of(name).isPresent() && Files.exists(file) ? Files.size(file) : 0;
            }
        }
        return sum;
    }
}
