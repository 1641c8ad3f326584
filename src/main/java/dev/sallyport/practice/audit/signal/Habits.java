package dev.sallyport.practice.audit.signal;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What one caller did lately, and what it usually does. Bounded. Used by one thread. */
final class Habits {
    private static final int HOURS = 24;
    private static final int NETWORKS_MAX = 32;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long DAY_MILLIS = HOURS * HOUR_MILLIS;

    final Window refused = new Window();
    final Window replayed = new Window();
    final Window secrets = new Window();
    final Window calls = new Window();
    final Window read = new Window();
    final Window sent = new Window();
    final Recent scanned = new Recent(SignalSettings.DIFFERENT_MAX);
    final Recent unknown = new Recent(SignalSettings.DIFFERENT_MAX);
    final Recent used = new Recent(SignalSettings.DIFFERENT_MAX);
    final long sinceMillis;
    long callCount;
    private long callsMost;
    private long callsBefore;
    private long callsNow;
    private long callsPeriod;
    private final Map<String, Long> networks = new HashMap<>();
    private final Map<Signal, Long> standing = new EnumMap<>(Signal.class);
    private int hours;
    private int days;
    private long latestDay = -1;

    Habits(long nowMillis) {
        this.sinceMillis = nowMillis;
    }

    /** True where {@code signal} does not stand at {@code atMillis}; from now on it does, until {@code untilMillis}. */
    boolean raise(Signal signal, long atMillis, long untilMillis) {
        if (atMillis < standing.getOrDefault(signal, 0L)) {
            return false;
        }
        standing.put(signal, untilMillis);
        return true;
    }

    /**
     * The most calls that it has made within one period of {@code withinMillis}, of which the latest two are left out: else an attack would be a
     * habit in a moment. {@code calls} is how many it made now.
     */
    long callsMost(long calls, long nowMillis, long withinMillis) {
        long period = nowMillis / withinMillis;
        if (period != callsPeriod) {
            callsMost = Math.max(callsMost, period == callsPeriod + 1 ? callsBefore : Math.max(callsBefore, callsNow));
            callsBefore = period == callsPeriod + 1 ? callsNow : 0;
            callsNow = 0;
            callsPeriod = period;
        }
        callsNow = Math.max(callsNow, calls);
        return callsMost;
    }

    /** True where it was not seen in {@code network} before the last {@code learningMillis}; of very many it knows none but the first. */
    boolean isNewNetwork(String network, long nowMillis, long learningMillis) {
        Long since = networks.get(network);
        if (since == null && networks.size() < NETWORKS_MAX) {
            networks.put(network, nowMillis);
        }
        return since == null || nowMillis - since < learningMillis;
    }

    /** Calls at {@code nowMillis}; true where it has called on {@code daysMin} days, and never at this hour or the next to it. */
    boolean isUnusualHour(long nowMillis, int daysMin) {
        int hour = (int) Math.floorMod(nowMillis / HOUR_MILLIS, (long) HOURS);
        long day = Math.floorDiv(nowMillis, DAY_MILLIS);
        int near = 1 << hour | 1 << (hour + 1) % HOURS | 1 << (hour + HOURS - 1) % HOURS;
        boolean unusual = days >= daysMin && (hours & near) == 0;
        if (day > latestDay) {
            latestDay = day;
            days++;
        }
        hours |= 1 << hour;
        return unusual;
    }
}
