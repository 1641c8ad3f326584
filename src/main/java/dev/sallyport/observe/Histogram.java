package dev.sallyport.observe;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations in fixed buckets; adding one allocates nothing. */
final class Histogram {
    private static final double[] BOUNDS_SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };
    private static final double NANOS = 1e9;

    private final LongAdder[] buckets = adders(BOUNDS_SECONDS.length + 1);
    private final LongAdder sumNanos = new LongAdder();

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        Arrays.setAll(adders, _ -> new LongAdder());
        return adders;
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_SECONDS.length && nanos > BOUNDS_SECONDS[bucket] * NANOS) {
            bucket++;
        }
        buckets[bucket].increment();
        sumNanos.add(nanos);
    }

    /** Writes buckets, sum and count of the histogram {@code name}, whose family was begun. */
    void write(MetricsText text, String name, String label, String value) {
        long below = 0;
        for (int i = 0; i < buckets.length; i++) {
            below += buckets[i].sum();
            String bound = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
            text.sample(name + "_bucket", below, label, value, "le", bound);
        }
        text.sample(name + "_sum", sumNanos.sum() / NANOS, label, value);
        text.sample(name + "_count", below, label, value);
    }
}
