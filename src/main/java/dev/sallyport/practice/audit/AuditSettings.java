package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.Doc;
import java.time.Duration;

/** What the ledger survives, how long it is kept and how it is cut into files. */
public record AuditSettings(
        @Doc(
                "`process`: an entry is with the operating system before the answer goes out, so that the end of the gateway loses none."
                        + " `strict`: it is on the disk before that, and a call before it is sent, so that a loss of power loses none.")
        Durability durability,

        @Doc("A segment is deleted when its newest entry is older than this.")
        Duration retention,

        @Doc("A new segment file begins when the current one has this size.")
        ByteSize segment) {
    /** Ninety days, in files of 64 MiB. */
    public static final AuditSettings DEFAULT =
            new AuditSettings(Durability.PROCESS, Duration.ofDays(90), ByteSize.ofMebibytes(64));

    public AuditSettings {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || retention.compareTo(Duration.ofDays(3660)) > 0) {
            throw new IllegalArgumentException("retention must be 1d to 3660d");
        }
        if (!segment.within(ByteSize.ofMebibytes(1), ByteSize.ofMebibytes(1024))) {
            throw new IllegalArgumentException("segment must be 1MiB to 1GiB");
        }
    }
}
