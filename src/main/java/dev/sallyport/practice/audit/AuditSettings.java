package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.signal.SignalSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

        @Doc("What of the arguments of calls and prompts is kept; without a rule nothing is.")
        List<KeepRule> arguments,

        @Doc("What is suspicious in what callers do, and what follows from it.")
        SignalSettings signals) {
    /** Ninety days, compressed, in files of 64 MiB. */
    public static final AuditSettings DEFAULT = new AuditSettings(
            Durability.PROCESS,
            Duration.ofDays(90),
            ByteSize.ofMebibytes(0),
            true,
            ByteSize.ofMebibytes(64),
            List.of(),
            SignalSettings.DEFAULT);

    private static final int RULES_MAX = 100;

    public AuditSettings {
        arguments = List.copyOf(arguments);
        if (arguments.size() > RULES_MAX) {
            throw new IllegalArgumentException("arguments must be " + RULES_MAX + " rules at the most");
        }
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

    /** The servers that rules name, by the resource that names each. */
    public Map<String, String> servers() {
        Map<String, String> named = new LinkedHashMap<>();
        arguments.forEach(rule -> rule.resources().forEach(pattern -> named.put(pattern.toString(), pattern.server())));
        named.values().removeIf("*"::equals);
        return named;
    }

    /** The same without rules about servers that are named, where the servers are others. */
    public AuditSettings withoutServers() {
        List<KeepRule> kept = arguments.stream()
                .flatMap(rule -> rule.withoutServers().stream())
                .toList();
        return new AuditSettings(durability, retention, sizeMax, compress, segment, kept, signals);
    }
}
