package dev.sallyport.practice.session;

import dev.sallyport.practice.Doc;
import dev.sallyport.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.Optional;

/** How long legacy sessions live and how many there are, and what else is bound to callers. */
public record SessionSettings(
        @Doc("A session ends after this time without a message, a request that waits or an open stream.")
        Duration idle,

        @Doc("A session ends after this time, whatever is said in it.")
        Duration lifetime,

        @Doc("The most sessions at once; a further one is refused.")
        int max,

        @Doc("The most sessions of one principal at once; a further one is refused.")
        int maxPerPrincipal,

        @Doc("Whether a `requestState` is good once even where the tool says that it may be called twice.")
        boolean requestStateOnce,

        @Doc("The oldest revision that a client may speak; with 2026-07-28 there are no sessions at all.")
        Optional<ProtocolVersion> versionMin) {
    /** Half an hour idle, a week in all, ten thousand, a thousand of one principal, any revision that is spoken here. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(Duration.ofMinutes(30), Duration.ofDays(7), 10_000, 1_000, false, Optional.empty());

    public SessionSettings {
        if (idle.compareTo(Duration.ofSeconds(1)) < 0 || idle.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("idle must be 1s to 1d");
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("lifetime must be 1s to 365d");
        }
        if (max < 1 || max > 1_000_000) {
            throw new IllegalArgumentException("max must be 1 to 1000000");
        }
        if (maxPerPrincipal < 1 || maxPerPrincipal > 1_000_000) {
            throw new IllegalArgumentException("max-per-principal must be 1 to 1000000");
        }
    }
}
