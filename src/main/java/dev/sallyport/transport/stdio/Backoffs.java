package dev.sallyport.transport.stdio;

import dev.sallyport.transport.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * When the children of one server may be started again: a child that fails makes its own caller wait and nobody else, a command
 * that cannot be started makes everybody wait. Bounded: the caller whose failure is longest ago is forgotten first.
 */
final class Backoffs {
    /** Callers that are remembered at once. */
    static final int CALLERS_MAX = 1024;

    private final Map<String, Backoff> byCaller = new LinkedHashMap<>();
    private final Backoff none;
    private final RandomGenerator random;
    private Backoff command;

    /** Nobody waits yet. */
    Backoffs(Backoff.Policy policy, RandomGenerator random) {
        this.random = random;
        none = Backoff.fresh(policy);
        command = none;
    }

    /** How long {@code caller} still waits; zero where a child may be started. */
    Duration remaining(String caller, Instant now) {
        Duration own = byCaller.getOrDefault(caller, none).remaining(now);
        Duration all = command.remaining(now);
        return own.compareTo(all) > 0 ? own : all;
    }

    /** True while anybody waits. */
    boolean isAnyWaiting(Instant now) {
        return command.remaining(now).isPositive()
                || byCaller.values().stream()
                        .anyMatch(backoff -> backoff.remaining(now).isPositive());
    }

    /** A child of {@code caller} ended by a fault of its own. */
    void failed(String caller, Instant started, Instant ended) {
        Backoff before = byCaller.remove(caller);
        byCaller.put(caller, (before == null ? none : before).afterRun(started, ended, random));
        if (byCaller.size() > CALLERS_MAX) {
            byCaller.remove(byCaller.keySet().iterator().next());
        }
    }

    /** The command could not be started at all. */
    void notStarted(Instant tried, Instant ended) {
        command = command.afterRun(tried, ended, random);
    }
}
