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
     * @param pruned entries of which only the hash is left
     * @param unsigned entries behind the checkpoint
     * @param tornBytes bytes of an incomplete last entry
     */
    record Counts(long entries, long pruned, long unsigned, long tornBytes) {}

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

    /** Entries that were read. */
    public long entries() {
        return counts.entries();
    }

    /** Entries of which only the hash is left. */
    public long pruned() {
        return counts.pruned();
    }

    /** Entries behind the checkpoint: written in the last second, or by a process that was killed. */
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

    /**
     * Something that is not as it was written.
     *
     * @param file where
     * @param entry at which entry
     * @param offsetBytes at which byte of the file
     * @param what what is wrong
     */
    public record Fault(String file, long entry, long offsetBytes, String what) {}
}
