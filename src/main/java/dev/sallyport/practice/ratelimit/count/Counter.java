package dev.sallyport.practice.ratelimit.count;

/** What was taken for one key. Not safe for use by several threads: {@link Meter} lets in one at a time. */
public interface Counter {
    /** What {@link #take} says of what was taken. */
    long TAKEN = 0;

    /** What {@link #take} says where others have to be asked, and a thread that may {@link #await} is to take again. */
    long ASK = -2;

    /** What {@link #take} says where nobody knows what there is. */
    long UNAVAILABLE = -3;

    /** Takes {@code cost} at {@code nowMillis}: {@link #TAKEN}; nothing, and in how many milliseconds it may be there; or why that is not known. */
    long take(int cost, long nowMillis);

    /** The same, where {@code leave} are left for others then, or all is there; without meaning where what was taken does not come again by time. */
    default long take(int cost, int leave, long nowMillis) {
        return take(cost, nowMillis);
    }

    /** Gives back what was taken. */
    default void giveBack(int cost) {}

    /** Waits until what is asked of others is answered, which is soon; for a thread that may wait, of a call that wants {@code cost}. */
    default void await(int cost) {}

    /** Gives back to others what was not used for {@code unusedMillis}, where it holds anything of theirs. */
    default void rest(long nowMillis, long unusedMillis) {}

    /** True where it says no more than a fresh one. */
    boolean isIdle(long nowMillis);
}
