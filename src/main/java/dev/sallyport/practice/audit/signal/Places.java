package dev.sallyport.practice.audit.signal;

import java.util.function.Predicate;

/**
 * From which networks one credential or session was used. Somebody who travels goes from one to another; what is in two hands goes there and
 * back. The two families of addresses are told apart, because one machine has both. Used by one thread.
 */
final class Places {
    private final Window moves = new Window();
    private String network = "";
    private String network6 = "";

    /** Sees it used from {@code peer}; how many times it moved in the time of {@code rule} to or from a network that {@code isNew}. */
    long see(String peer, long nowMillis, SignalSettings.SessionMove rule, Predicate<String> isNew) {
        long withinMillis = rule.within().toMillis();
        boolean six = peer.indexOf(':') >= 0;
        String before = six ? network6 : network;
        if (!before.isEmpty() && peer.startsWith(before)) {
            return moves.add(0, nowMillis, withinMillis);
        }
        String now = Network.of(peer);
        if (six) {
            network6 = now;
        } else {
            network = now;
        }
        // asked in any case: who asks learns the network
        boolean fresh = isNew.test(now);
        return moves.add(!before.isEmpty() && (fresh || isNew.test(before)) ? 1 : 0, nowMillis, withinMillis);
    }
}
