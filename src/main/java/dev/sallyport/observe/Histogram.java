package dev.sallyport.observe;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations in fixed buckets; adding one allocates nothing. */
final class Histogram {
    /** Of exchanges: from half a millisecond on. */
    static final double[] FINE_SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };

    private static final double NANOS = 1e9;

    private final double[] boundsSeconds;
    private final LongAdder[] buckets;
    private final LongAdder sumNanos = new LongAdder();

    Histogram(double[] boundsSeconds) {
        this.boundsSeconds = boundsSeconds;
        this.buckets = adders(boundsSeconds.length + 1);
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        Arrays.setAll(adders, _ -> new LongAdder());
        return adders;
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < boundsSeconds.length && nanos > boundsSeconds[bucket] * NANOS) {
            bucket++;
        }
        buckets[bucket].increment();
        sumNanos.add(nanos);
    }

    /** Writes buckets, sum and count of the histogram {@code name}, whose family was begun. */
    void write(MetricsText text, String name, String... labels) {
        String[] bucket = Arrays.copyOf(labels, labels.length + 2);
        bucket[labels.length] = "le";
        long below = 0;
        for (int i = 0; i < buckets.length; i++) {
            below += buckets[i].sum();
            String bound = i < boundsSeconds.length ? Double.toString(boundsSeconds[i]) : "+Inf";
            bucket[labels.length + 1] = bound;
            text.sample(name + "_bucket", below, bucket);
        }
        text.sample(name + "_sum", sumNanos.sum() / NANOS, labels);
        text.sample(name + "_count", below, labels);
    }
}
