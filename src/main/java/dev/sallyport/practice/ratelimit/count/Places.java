package dev.sallyport.practice.ratelimit.count;

/** So many at once: each is given back when it is over. */
public final class Places implements Counter {
    /** Nobody knows when one is over. */
    private static final long WAIT_MILLIS = 1000;

    private final int max;
    private int taken;

    /** {@code max} places that are free. */
    public Places(int max) {
        this.max = max;
    }

    @Override
    public long take(int cost, long nowMillis) {
        if (taken >= max) {
            return WAIT_MILLIS;
        }
        taken++;
        return TAKEN;
    }

    @Override
    public void giveBack(int cost) {
        taken--;
    }

    @Override
    public boolean isIdle(long nowMillis) {
        return taken == 0;
    }
}
