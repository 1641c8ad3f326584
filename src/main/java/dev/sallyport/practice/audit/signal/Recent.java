package dev.sallyport.practice.audit.signal;

import java.util.Arrays;

/** Different things by their hash, each with the time when it was seen last; of more than its bound it forgets the oldest. Used by one thread. */
final class Recent {
    private static final int BEGINNING = 4;

    private final int max;
    private long[] keys = new long[BEGINNING];
    private long[] seen = new long[BEGINNING];
    private int size;

    /** None yet, {@code max} at the most. */
    Recent(int max) {
        this.max = max;
    }

    /** Sees {@code key} at {@code nowMillis}; how many different ones were seen in the {@code withinMillis} before, it included. */
    int see(long key, long nowMillis, long withinMillis) {
        int place = -1;
        int oldest = 0;
        int recent = 1;
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                place = i;
            } else if (nowMillis - seen[i] <= withinMillis) {
                recent++;
            }
            oldest = seen[i] < seen[oldest] ? i : oldest;
        }
        if (place < 0) {
            place = size < max ? grown() : oldest;
        }
        keys[place] = key;
        seen[place] = nowMillis;
        return Math.min(recent, max);
    }

    /** True where {@code key} is one of them. */
    boolean has(long key) {
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                return true;
            }
        }
        return false;
    }

    /** True where one more would make it forget another. */
    boolean isFull() {
        return size >= max;
    }

    /** None again. */
    void clear() {
        size = 0;
    }

    private int grown() {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, Math.min(max, size * 2));
            seen = Arrays.copyOf(seen, keys.length);
        }
        return size++;
    }
}
