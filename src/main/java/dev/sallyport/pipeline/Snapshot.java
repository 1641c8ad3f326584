package dev.sallyport.pipeline;

import dev.sallyport.protocol.json.JsonLimits;
import java.time.Duration;
import java.util.Map;

/**
 * One configuration at work; an exchange keeps the one that it began with.
 *
 * @param pipeline the guards in their order
 * @param servers the servers by name
 * @param limits what an exchange may take
 * @param visibility what callers may know to be there
 */
public record Snapshot(Pipeline pipeline, Map<String, Upstream> servers, Limits limits, Visibility visibility) {
    /** One in which everybody sees everything. */
    public Snapshot(Pipeline pipeline, Map<String, Upstream> servers, Limits limits) {
        this(pipeline, servers, limits, Visibility.ALL);
    }

    /**
     * What an exchange may take.
     *
     * @param bodyBytes the largest message, in either direction
     * @param json what one JSON text may hold
     * @param timeout how long a request may wait for its final response
     */
    public record Limits(int bodyBytes, JsonLimits json, Duration timeout) {}
}
