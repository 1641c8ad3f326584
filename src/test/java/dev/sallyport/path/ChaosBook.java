package dev.sallyport.path;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What came of everything in the chaos test, and what must not have come of it. */
final class ChaosBook {
    /** A fault is felt until the last request that met it has timed out, and the last child that died of it may start again. */
    private static final long FELT_MILLIS = 8_000;

    /** Every server is called many times in this time. */
    private static final long RESTART_MILLIS = 3_000;

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Long> disturbed = new ConcurrentHashMap<>();
    private final Map<String, Long> restarting = new ConcurrentHashMap<>();

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** A fault of {@code server} lasts until {@code millis} from now. */
    void disturbed(String server, long millis) {
        disturbed.merge(server, nowMillis() + millis, Math::max);
    }

    /** Nothing of {@code server} is forgiven from now on. */
    void calm(String server) {
        disturbed.remove(server);
    }

    /** True where a fault of {@code server} is or may be felt. */
    boolean isDisturbed(String server) {
        return nowMillis() - disturbed.getOrDefault(server, -FELT_MILLIS) <= FELT_MILLIS;
    }

    /** True where a call was told in these seconds that the server is to be started again later. */
    boolean isRestarting(String server) {
        return nowMillis() - restarting.getOrDefault(server, -RESTART_MILLIS) <= RESTART_MILLIS;
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    void wrong(String what) {
        wrongs.add(what);
    }

    /** Something failed at {@code server}: that must be for a reason that is about the server, and the server must have had one. */
    void failed(String server, String what, String reason, String text) {
        count(what + ": " + (reason.isEmpty() ? "broken off" : reason));
        if (reason.equals("upstream.restarting")) {
            restarting.put(server, nowMillis());
        }
        boolean aboutIt = reason.startsWith("upstream.")
                || reason.equals("session.unknown")
                || reason.equals("session.request-state")
                || (reason.isEmpty() && text.isEmpty());
        if (!aboutIt) {
            wrong(what + ": " + reason + " " + text);
        } else if (!isDisturbed(server) && !reason.equals("upstream.restarting")) {
            wrong(what + " was left alone, and yet: " + reason + " " + text);
        }
    }

    /** What was wrong first. */
    Queue<String> wrongs() {
        return wrongs;
    }

    /** How many outcomes end with {@code word}. */
    long total(String word) {
        return outcomes.entrySet().stream()
                .filter(each -> each.getKey().endsWith(word))
                .mapToLong(each -> each.getValue().sum())
                .sum();
    }

    Map<String, LongAdder> outcomes() {
        return new TreeMap<>(outcomes);
    }
}
