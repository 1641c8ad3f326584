package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import java.util.Optional;

/** Where gateways keep what they know together. */
public record StoreSettings(
        @Doc("A Redis in which several gateways count limits together; without it each counts by itself.")
        Optional<RedisSettings> redis) {
    /** Each gateway by itself. */
    public static final StoreSettings DEFAULT = new StoreSettings(Optional.empty());
}
