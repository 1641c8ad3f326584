package dev.sallyport.practice.audit.signal;

import java.util.Arrays;

/** A sum over the latest time, in eight parts: between seven eighths and the whole of that time counts. Used by one thread. */
final class Window {
    private static final int PARTS = 8;

    private final long[] parts = new long[PARTS];
    private long partMillis;
    private long latest;
    private long sum;

    /** Adds {@code amount} at {@code nowMillis}; the sum over the {@code withinMillis} before. Where that time is another one, it begins anew. */
    long add(long amount, long nowMillis, long withinMillis) {
        long part = Math.max(1, withinMillis / PARTS);
        if (part != partMillis) {
            partMillis = part;
            latest = nowMillis / part;
            clear();
        }
        long now = Math.max(latest, nowMillis / part);
        if (now - latest >= PARTS) {
            clear();
        } else {
            for (long each = latest + 1; each <= now; each++) {
                int place = (int) (each % PARTS);
                sum -= parts[place];
                parts[place] = 0;
            }
        }
        latest = now;
        parts[(int) (now % PARTS)] += amount;
        sum += amount;
        return sum;
    }

    private void clear() {
        Arrays.fill(parts, 0);
        sum = 0;
    }
}
