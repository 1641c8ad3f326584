package dev.sallyport.pipeline;

import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The guards of one configuration, in one order; outbound it is the same order reversed. Guards are selected once per method.
 *
 * <pre>
 *  client ->  ADMIT  IDENTIFY | RESOLVE  REWRITE  VALIDATE  DECIDE  BIND  ->  server
 *             (envelope only) | <-------------- outbound, reversed ------
 * </pre>
 */
public final class Pipeline {
    private static final int METHODS_MAX = 1024;

    private final Guard[] door;
    private final List<Guard> guards;
    private final Map<String, Guard[]> inbound = new ConcurrentHashMap<>();
    private final Map<String, Guard[]> outbound = new ConcurrentHashMap<>();
    private final Recorder recorder;
    private final Lanes lanes;
    private final MemoryGate memory;
    private final Underway underway;
    private final boolean bridge;

    /** A pipeline of {@code guards}; refuses a list that is not sorted by phase, naming the guard out of place. */
    public Pipeline(List<Guard> guards, Recorder recorder, Lanes lanes, MemoryGate memory, Underway underway) {
        for (int i = 1; i < guards.size(); i++) {
            if (guards.get(i).phase().compareTo(guards.get(i - 1).phase()) < 0) {
                throw new IllegalArgumentException(
                        "guard " + guards.get(i).getClass().getSimpleName() + " stands after a later phase");
            }
        }
        this.guards = List.copyOf(guards);
        this.door = guards.stream()
                .filter(guard -> guard.phase().compareTo(Phase.RESOLVE) < 0)
                .toArray(Guard[]::new);
        this.recorder = recorder;
        this.lanes = lanes;
        this.memory = memory;
        this.underway = underway;
        this.bridge = false;
    }

    private Pipeline(Pipeline judging) {
        this.guards = judging.guards;
        this.door = judging.door;
        this.recorder = judging.recorder;
        this.lanes = judging.lanes;
        this.memory = judging.memory;
        this.underway = judging.underway;
        this.bridge = true;
    }

    /** The same on a bridge to a gateway, which judges and records what passes. */
    public Pipeline onBridge() {
        return new Pipeline(this);
    }

    /** True where another gateway judges what passes. */
    boolean isBridge() {
        return bridge;
    }

    /** The guards that judge the envelope. */
    Guard[] door() {
        return door;
    }

    /** The guards for an inbound message of {@code method}, in order. */
    Guard[] inbound(String method) {
        Guard[] known = inbound.get(method);
        return known != null ? known : select(inbound, method, true);
    }

    /** The guards for an outbound message of {@code method}, reversed. */
    Guard[] outbound(String method) {
        Guard[] known = outbound.get(method);
        return known != null ? known : select(outbound, method, false);
    }

    /** Where outcomes are written down. */
    public Recorder recorder() {
        return recorder;
    }

    /** Where steps run that must leave the loop. */
    public Lanes lanes() {
        return lanes;
    }

    /** The memory for large messages. */
    public MemoryGate memory() {
        return memory;
    }

    /** The exchanges that were sent and have no outcome yet. */
    Underway underway() {
        return underway;
    }

    private Guard[] select(Map<String, Guard[]> cache, String method, boolean inward) {
        List<Guard> selected = new ArrayList<>();
        for (Guard guard : guards) {
            if ((inward ? guard.inboundFor() : guard.outboundFor()).contains(method)) {
                selected.add(guard);
            }
        }
        if (!inward) {
            Collections.reverse(selected);
        }
        Guard[] array = selected.toArray(Guard[]::new);
        if (cache.size() < METHODS_MAX) {
            cache.put(method, array);
        }
        return array;
    }
}
