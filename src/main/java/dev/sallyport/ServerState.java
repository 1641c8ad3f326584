package dev.sallyport;

import dev.sallyport.transport.Condition;
import java.util.Optional;

/**
 * How a server fares.
 *
 * @param state {@code remote}, or {@code circuit-open} while it is left alone; of a local one {@code running}, {@code idle} while nobody needs it, {@code failing} or {@code restarting}
 * @param children its processes
 * @param failure its last failure, over or not
 */
public record ServerState(String state, int children, Optional<Condition.Failure> failure) {
    static final String CIRCUIT_OPEN = "circuit-open";

    /** True while nothing is sent to it. */
    boolean isCircuitOpen() {
        return state.equals(CIRCUIT_OPEN);
    }
}
