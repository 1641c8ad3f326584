package dev.sallyport.practice.audit.signal;

import java.time.Instant;
import java.util.List;

/**
 * A caller against whom signals stand.
 *
 * @param principal its id; empty for strangers
 * @param peer the address of strangers, or their network of IPv6; empty for a principal
 * @param signals the names of those that stand
 * @param then what follows for its next request: {@link Then#BLOCK}, {@link Then#SLOW} or {@link Then#MARK}
 * @param until when that ends by itself
 */
public record Suspect(String principal, String peer, List<String> signals, Then then, Instant until) {
    public Suspect {
        signals = List.copyOf(signals);
    }

    /** True where it is known who it is. */
    public boolean isSomebody() {
        return !principal.isEmpty();
    }
}
