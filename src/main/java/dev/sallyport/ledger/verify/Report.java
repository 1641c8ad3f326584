package dev.sallyport.ledger.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was found of a ledger. */
public final class Report {
    private final Optional<Note> checkpoint;
    private final Counts counts;
    private final List<Fault> damage;
    private final Pruning pruning;

    /**
     * How many there are.
     *
     * @param entries entries that were read
     * @param verified those of them that a checkpoint covers whose root is that of the tree
     * @param pruned entries of which only the hash is left
     * @param unsigned entries behind the checkpoint, or all where there is none
     * @param tornBytes bytes of an incomplete last entry
     */
    record Counts(long entries, long verified, long pruned, long unsigned, long tornBytes) {}

    Report(Optional<Note> checkpoint, Counts counts, List<Fault> damage, Pruning pruning) {
        this.checkpoint = checkpoint;
        this.counts = counts;
        this.damage = List.copyOf(damage);
        this.pruning = pruning;
    }

    /** The checkpoint that covers it; empty where none could be verified. */
    public Optional<Note> checkpoint() {
        return checkpoint;
    }

    /** Entries that were read, with the right check in the right place; what they are worth is told by {@link #verified}. */
    public long entries() {
        return counts.entries();
    }

    /** Entries that were read and are what a checkpoint signed. */
    public long verified() {
        return counts.verified();
    }

    /** Entries that were read and that a checkpoint should cover, but its root was not reached, or is another one. */
    public long unconfirmed() {
        return counts.entries() - counts.verified() - counts.unsigned();
    }

    /** Entries of which only the hash is left. */
    public long pruned() {
        return counts.pruned();
    }

    /** Entries that no checkpoint covers: written in the last second, or by a process that was killed. */
    public long unsigned() {
        return counts.unsigned();
    }

    /** Bytes of an incomplete last entry, which counts for nothing. */
    public long tornBytes() {
        return counts.tornBytes();
    }

    /** What is wrong, in the order of the ledger; empty where it is whole. */
    public List<Fault> faults() {
        return damage.isEmpty() ? pruning.untold().stream().toList() : damage;
    }

    /** True where the ledger is what was signed. */
    public boolean isWhole() {
        return faults().isEmpty();
    }

    /** By the origin of a ledger, up to where entries that are signed here say that it was pruned; nothing where this ledger is damaged. */
    public Map<String, Long> told() {
        return damage.isEmpty() ? pruning.told() : Map.of();
    }

    /** The same where ledgers beside this one, which the same key has signed, {@link #told tell} more. */
    public Report beside(Map<String, Long> told) {
        return new Report(checkpoint, counts, damage, pruning.with(told));
    }

    /** What follows from something that is wrong. */
    public enum Kind {
        /** The checkpoint is not signed by a key that was given. */
        KEY,
        /** There is no checkpoint, or it was changed. */
        CHECKPOINT,
        /** A gateway that starts finds it, and begins another ledger. */
        SEEN_AT_START,
        /** A gateway that starts does not find it, and goes on. */
        UNSEEN
    }

    /**
     * Something that is not as it was written.
     *
     * @param file where
     * @param entry at which entry, or at which at the earliest
     * @param offsetBytes at which byte of the file; −1 where that cannot be told
     * @param what what is wrong
     * @param kind what follows from it
     */
    public record Fault(String file, long entry, long offsetBytes, String what, Kind kind) {}
}
