package dev.sallyport.catalog;

import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;

/**
 * All tools of a server as it listed them.
 *
 * @param tools the definitions, of every page of the list
 * @param ttl how long they are taken for fresh: what the server says, but neither so short that every call asks again, nor longer
 *     than a minute. Source: MCP 2026-07-28, Caching
 */
public record ToolList(ArrayNode tools, Duration ttl) {
    private static final Duration MIN = Duration.ofSeconds(5);
    /** How long a list is fresh whose server says nothing of it. */
    public static final Duration TTL_MAX = Duration.ofMinutes(1);

    public ToolList {
        ttl = ttl.compareTo(MIN) < 0 ? MIN : ttl.compareTo(TTL_MAX) > 0 ? TTL_MAX : ttl;
    }
}
