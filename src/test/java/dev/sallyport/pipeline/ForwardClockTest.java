package dev.sallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.execution.ForwardClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ForwardClockTest {
    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

    @Test
    void whatAnotherClockIsSetBackByIsNoTime() {
        AtomicReference<Instant> says = new AtomicReference<>(START);
        InstantSource set = says::get;
        ForwardClock clock = new ForwardClock(set.withZone(ZoneOffset.UTC));
        assertEquals(START, clock.instant());
        says.set(START.plusSeconds(10));
        assertEquals(START.plusSeconds(10), clock.instant());
        says.set(START.minus(Duration.ofDays(1)));
        assertEquals(START.plusSeconds(10), clock.instant());
        says.set(START.minus(Duration.ofDays(1)).plusSeconds(5));
        assertEquals(START.plusSeconds(15), clock.instant());
        says.set(START.minus(Duration.ofDays(2)));
        assertEquals(START.plusSeconds(15), clock.instant());
        says.set(START);
        assertEquals(START.plusSeconds(15).plus(Duration.ofDays(2)), clock.instant());
    }
}
