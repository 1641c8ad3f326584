package dev.sallyport.practice.ratelimit.count;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each caller has made the same call. Beyond so many in a time it is let through once after a wait, which doubles each time, until
 * it was not made for that time. Bounded: the call that was not made for longest is forgotten first, so that one which is repeated stays.
 * Safe for use by several threads.
 */
public final class Repeats {
    /** Calls that are remembered in each part. */
    static final int CALLS_MAX = 4096;

    private static final int PARTS = 16;
    private static final long FIRST_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final long MOST_MILLIS = Duration.ofMinutes(5).toMillis();

    private final InstantSource time;
    private final Part[] parts = new Part[PARTS];

    /**
     * The same call.
     *
     * @param caller who makes it
     * @param client with which program
     * @param tool what is called
     * @param arguments the beginning of the digest of its arguments
     */
    public record Call(Object caller, String client, Object tool, long arguments) {}

    /** Nothing was called yet. */
    public Repeats(InstantSource time) {
        this.time = time;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    /** Notes {@code call}, which may be made {@code max} times in {@code within}: {@link Counter#TAKEN}, or in how many milliseconds it may be made again. */
    public long take(Call call, int max, Duration within) {
        Part part = parts[(call.hashCode() * 0x9E3779B9) >>> 28];
        long now = time.millis();
        synchronized (part) {
            return part.computeIfAbsent(call, _ -> new Count(now)).take(max, within.toMillis(), now);
        }
    }

    /** How many calls are remembered. */
    int size() {
        int size = 0;
        for (Part part : parts) {
            synchronized (part) {
                size += part.size();
            }
        }
        return size;
    }

    private static final class Part extends LinkedHashMap<Call, Count> {
        private static final long serialVersionUID = 1L;

        Part() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Call, Count> eldest) {
            return size() > CALLS_MAX;
        }
    }

    private static final class Count {
        private long sinceMillis;
        private int calls;
        private int waits;
        private long untilMillis;

        Count(long nowMillis) {
            sinceMillis = nowMillis;
        }

        long take(int max, long withinMillis, long nowMillis) {
            if (waits > 0 && nowMillis < untilMillis) {
                return untilMillis - nowMillis;
            }
            if (waits > 0 && nowMillis < untilMillis + withinMillis) {
                slow(nowMillis);
                return Counter.TAKEN;
            }
            if (waits > 0 || nowMillis - sinceMillis >= withinMillis) {
                sinceMillis = nowMillis;
                calls = 0;
                waits = 0;
            }
            calls++;
            if (calls <= max) {
                return Counter.TAKEN;
            }
            slow(nowMillis);
            return untilMillis - nowMillis;
        }

        private void slow(long nowMillis) {
            untilMillis = nowMillis + Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(waits, 10));
            waits++;
        }
    }
}
