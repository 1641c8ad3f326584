package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/**
 * The id of a request: a string or a whole number, never null. Source: MCP 2026-07-28, Messages, Requests.
 *
 * @param json the id as JSON, a string or an integral number
 */
public record RequestId(JsonNode json) {
    /** An id that we give, on a connection of ours. */
    public static RequestId of(long value) {
        return new RequestId(value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value));
    }
}
