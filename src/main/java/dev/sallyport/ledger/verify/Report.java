package dev.sallyport.ledger.verify;

import java.util.List;
import java.util.Optional;

/**
 * What was found of a ledger.
 *
 * @param checkpoint the checkpoint that covers it; empty where none could be verified
 * @param entries entries that were read
 * @param pruned entries of which only the hash is left
 * @param unsigned entries behind the checkpoint: written in the last second, or by a process that was killed
 * @param tornBytes bytes of an incomplete last entry, which counts for nothing
 * @param faults what is wrong, in the order of the ledger; empty where it is whole
 */
public record Report(
        Optional<Note> checkpoint, long entries, long pruned, long unsigned, long tornBytes, List<Fault> faults) {
    public Report {
        faults = List.copyOf(faults);
    }

    /** True where the ledger is what was signed. */
    public boolean isWhole() {
        return faults.isEmpty();
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
