package dev.sallyport.practice.ratelimit.count;

/** What was taken for one key. Not safe for use by several threads: {@link Meter} lets in one at a time. */
public interface Counter {
    /** What {@link #take} says of what was taken. */
    long TAKEN = 0;

    /** Takes {@code cost} at {@code nowMillis}: {@link #TAKEN}, or nothing and in how many milliseconds it may be there. */
    long take(int cost, long nowMillis);

    /** Gives back what was taken. */
    default void giveBack(int cost) {}

    /** True where it says no more than a fresh one. */
    boolean isIdle(long nowMillis);
}
