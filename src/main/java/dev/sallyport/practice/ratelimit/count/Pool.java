package dev.sallyport.practice.ratelimit.count;

/**
 * One bucket or budget of which several gateways take.
 *
 * @param key its name among all; it tells nobody who takes of it
 * @param rate how many in which time
 * @param capacity how many there are at most
 * @param isCalendar true where all of it is there again when a period of UTC begins, false where it fills evenly
 */
public record Pool(String key, Rate rate, int capacity, boolean isCalendar) {
    /** A bucket of {@code capacity} that fills at {@code rate}. */
    public static Pool bucket(String key, Rate rate, int capacity) {
        return new Pool(key, rate, capacity, false);
    }

    /** A budget of {@code rate}. */
    public static Pool budget(String key, Rate rate) {
        return new Pool(key, rate, rate.permits(), true);
    }

    /** How many one gateway may hold in advance: so few that it makes no difference to the others. */
    int leaseMax() {
        return Math.clamp(capacity / 100, 1, 1000);
    }
}
