package dev.sallyport.practice.ratelimit.count;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;

/** A bucket of tokens that fills at a rate, up to its capacity. */
public final class Tokens implements Counter {
    private final Bucket bucket;
    private final int capacity;

    private Tokens(Bucket bucket, int capacity) {
        this.bucket = bucket;
        this.capacity = capacity;
    }

    /** A full bucket of {@code capacity} that fills at {@code rate}. */
    public static Tokens of(Rate rate, int capacity, InstantSource time) {
        Bandwidth bandwidth = Bandwidth.builder()
                .capacity(capacity)
                .refillGreedy(rate.permits(), rate.period())
                .build();
        return new Tokens(
                Bucket.builder()
                        .addLimit(bandwidth)
                        .withCustomTimePrecision(new Time(time))
                        .build(),
                capacity);
    }

    @Override
    public long take(int cost, long nowMillis) {
        return take(cost, 0, nowMillis);
    }

    @Override
    public long take(int cost, int leave, long nowMillis) {
        int most = Math.min(cost, capacity);
        long there = Math.min((long) most + leave, capacity);
        if ((leave == 0 || bucket.getAvailableTokens() >= there) && bucket.tryConsume(most)) {
            return TAKEN;
        }
        long nanos = bucket.estimateAbilityToConsume(there).getNanosToWaitForRefill();
        return Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999).toMillis());
    }

    @Override
    public void giveBack(int cost) {
        bucket.addTokens(Math.min(cost, capacity));
    }

    @Override
    public boolean isIdle(long nowMillis) {
        return bucket.getAvailableTokens() >= capacity;
    }

    /** The time as the library asks for it. */
    private record Time(InstantSource source) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return source.millis() * 1_000_000;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
