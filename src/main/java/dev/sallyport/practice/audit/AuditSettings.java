package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.signal.SignalSettings;
import java.time.Duration;

/** What the ledger survives, how long it is kept and how it is cut into files. */
public record AuditSettings(
        @Doc(
                "`process`: an entry is with the operating system before the answer goes out, so that the end of the gateway loses none."
                        + " `strict`: it is on the disk before that, and a call before it is sent, so that a loss of power loses none.")
        Durability durability,

        @Doc(
                "Entries of a segment are deleted when its newest is older than this; their hashes are kept, so that what remains can still be proven.")
        Duration retention,

        @Doc(
                "The same for the oldest segments while all ledgers of the home take more room than this; `0B`: they may take any.")
        ByteSize sizeMax,

        @Doc("Full segments are compressed by gzip.") boolean compress,

        @Doc("A new segment file begins when the current one has this size.")
        ByteSize segment,

        @Doc("What is suspicious in what callers do, and what follows from it.")
        SignalSettings signals) {
    /** Ninety days, compressed, in files of 64 MiB. */
    public static final AuditSettings DEFAULT = new AuditSettings(
            Durability.PROCESS,
            Duration.ofDays(90),
            ByteSize.ofMebibytes(0),
            true,
            ByteSize.ofMebibytes(64),
            SignalSettings.DEFAULT);

    public AuditSettings {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || retention.compareTo(Duration.ofDays(3660)) > 0) {
            throw new IllegalArgumentException("retention must be 1d to 3660d");
        }
        if (sizeMax.bytes() != 0 && sizeMax.compareTo(ByteSize.ofMebibytes(16)) < 0) {
            throw new IllegalArgumentException("size-max must be 0B, or 16MiB or more");
        }
        if (!segment.within(ByteSize.ofMebibytes(1), ByteSize.ofMebibytes(1024))) {
            throw new IllegalArgumentException("segment must be 1MiB to 1GiB");
        }
    }
}
