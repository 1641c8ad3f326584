package dev.sallyport.practice.ratelimit.count;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The order in which callers of one bucket come again that it had nothing for: whoever was told to wait finds its permit, however often others
 * ask in between. A place is kept until somewhat after the time that was told. Bounded: beyond that nobody is given a place. Not safe for use
 * by several threads.
 */
final class Turns {
    /** Callers that wait for one bucket. */
    static final int WAITING_MAX = 256;

    /** Seconds are told whole, and the way takes time. */
    static final long GRACE_MILLIS = 2000;

    private final Map<Object, Long> waiting = new LinkedHashMap<>();

    /** How many wait that came before {@code who}. */
    int before(Object who, long nowMillis) {
        int before = 0;
        for (Iterator<Map.Entry<Object, Long>> all = waiting.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Object, Long> each = all.next();
            if (each.getValue() < nowMillis) {
                all.remove();
            } else if (each.getKey().equals(who)) {
                break;
            } else {
                before++;
            }
        }
        return before;
    }

    /** {@code who} was told to come again at {@code millis}, and keeps its place if it has one. */
    void waits(Object who, long millis) {
        if (waiting.size() < WAITING_MAX || waiting.containsKey(who)) {
            waiting.put(who, millis + GRACE_MILLIS);
        }
    }

    /** {@code who} was served, and comes last next time. */
    void served(Object who) {
        waiting.remove(who);
    }
}
