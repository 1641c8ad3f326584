package dev.sallyport.settings;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.Doc;
import java.time.Duration;
import java.util.Optional;

/** The bounds of the gateway as a whole. */
public record LimitSettings(
        @Doc("The largest body of a request.") ByteSize body,
        @Doc("The largest message of a server.") ByteSize reply,

        @Doc("The largest head of a request: request line and headers.")
        ByteSize header,

        @Doc(
                "What all large messages in flight may take together, each eight times its size; a further request gets 503, a further reply waits. Without it, a quarter of the heap.")
        Optional<ByteSize> inFlight,

        @Doc("The most connections of clients at once.") int connections,

        @Doc("The longest time from a request to its reply.")
        Duration requestTimeout,

        @Doc("The longest time to connect to a server.") Duration connectTimeout,

        @Doc("A connection without an exchange is closed after this time.")
        Duration idleTimeout,

        @Doc("The longest time that running exchanges get when the gateway stops.")
        Duration drainTimeout) {
    private static final ByteSize MESSAGE_MAX = ByteSize.ofMebibytes(256);

    /** Bodies of 4 MiB, replies of 16 MiB, 1,024 connections, five minutes. */
    public static final LimitSettings DEFAULT = new LimitSettings(
            ByteSize.ofMebibytes(4),
            ByteSize.ofMebibytes(16),
            ByteSize.ofKibibytes(16),
            Optional.empty(),
            1024,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(20));

    public LimitSettings {
        size("body", body, ByteSize.ofKibibytes(1), MESSAGE_MAX);
        size("reply", reply, ByteSize.ofKibibytes(1), MESSAGE_MAX);
        size("header", header, ByteSize.ofKibibytes(4), ByteSize.ofMebibytes(1));
        inFlight.ifPresent(given -> size("in-flight", given, ByteSize.ofMebibytes(1), ByteSize.ofMebibytes(1 << 20)));
        if (connections < 1 || connections > 1_000_000) {
            throw new IllegalArgumentException("connections must be 1 to 1000000");
        }
        time("request-timeout", requestTimeout);
        time("connect-timeout", connectTimeout);
        time("idle-timeout", idleTimeout);
        time("drain-timeout", drainTimeout);
    }

    /** What all large messages in flight may take together in a heap of {@code heapBytes}. */
    public long inFlightBytes(long heapBytes) {
        return inFlight.map(ByteSize::bytes).orElse(heapBytes / 4);
    }

    private static void size(String key, ByteSize value, ByteSize min, ByteSize max) {
        if (!value.within(min, max)) {
            throw new IllegalArgumentException(key + " must be " + min + " to " + max);
        }
    }

    private static void time(String key, Duration value) {
        if (value.compareTo(Duration.ofMillis(10)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(key + " must be 10ms to 1d");
        }
    }
}
