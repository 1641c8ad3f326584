package dev.sallyport.practice.ratelimit.count;

/** So many in a period of the calendar of UTC: all of it is there again when the next one begins. */
public final class Budget implements Counter {
    private final int permits;
    private final long periodMillis;
    private long period;
    private long used;

    /** {@code rate} of which nothing is used. */
    public Budget(Rate rate) {
        this.permits = rate.permits();
        this.periodMillis = rate.period().toMillis();
    }

    @Override
    public long take(int cost, long nowMillis) {
        long current = nowMillis / periodMillis;
        if (current != period) {
            period = current;
            used = 0;
        }
        int most = Math.min(cost, permits);
        if (used + most > permits) {
            return (current + 1) * periodMillis - nowMillis;
        }
        used += most;
        return TAKEN;
    }

    @Override
    public void giveBack(int cost) {
        used = Math.max(0, used - Math.min(cost, permits));
    }

    @Override
    public boolean isIdle(long nowMillis) {
        return used == 0 || nowMillis / periodMillis != period;
    }
}
