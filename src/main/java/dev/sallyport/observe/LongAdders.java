package dev.sallyport.observe;

import java.util.concurrent.atomic.LongAdder;

/** Rows of counters. */
final class LongAdders {
    private LongAdders() {}

    /** {@code count} counters at zero. */
    static LongAdder[] of(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
