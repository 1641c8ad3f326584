package dev.sallyport.practice.session;

import dev.sallyport.practice.Doc;
import dev.sallyport.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.Optional;

/** How long legacy sessions live and how many there are. */
public record SessionSettings(
        @Doc("A session ends after this time without a message.")
        Duration idle,

        @Doc("The most sessions at once; a further one is refused.")
        int max,

        @Doc("The oldest revision that a client may speak; with 2026-07-28 there are no sessions at all.")
        Optional<ProtocolVersion> versionMin) {
    /** Half an hour, ten thousand, any revision that is spoken here. */
    public static final SessionSettings DEFAULT = new SessionSettings(Duration.ofMinutes(30), 10_000, Optional.empty());

    public SessionSettings {
        if (idle.compareTo(Duration.ofSeconds(1)) < 0 || idle.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("idle must be 1s to 1d");
        }
        if (max < 1 || max > 1_000_000) {
            throw new IllegalArgumentException("max must be 1 to 1000000");
        }
    }
}
