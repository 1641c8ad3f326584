package dev.sallyport.pipeline;

import dev.sallyport.pipeline.execution.Loop;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Opens exchanges under the configuration of the moment. Safe for use by several threads. */
public final class Exchanges {
    private final String prefix;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<Snapshot> current;

    /** Exchanges of the process that {@code prefix} names, under {@code first} until it is replaced. */
    public Exchanges(String prefix, Clock clock, Snapshot first) {
        this.prefix = prefix;
        this.clock = clock;
        this.current = new AtomicReference<>(first);
    }

    /** The configuration for the next exchange. */
    public Snapshot snapshot() {
        return current.get();
    }

    /** Swaps the configuration: exchanges that have begun keep theirs, but for streams, which move to the new one. */
    public void swap(Snapshot next) {
        current.set(next);
        next.pipeline().underway().renew(next);
    }

    /** A new exchange on {@code loop}. */
    public Exchange open(Envelope envelope, Loop loop) {
        String id = prefix + "-" + Long.toString(count.incrementAndGet(), 36);
        return new Exchange(id, envelope, current.get(), loop, clock.instant());
    }
}
