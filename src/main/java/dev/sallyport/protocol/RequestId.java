package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/**
 * The id of a request: a string or a whole number. Source: MCP 2026-07-28, Messages, Requests. Only the id of an error that
 * answers nothing in particular is null. Source: JSON-RPC 2.0 §5.
 *
 * @param json the id as JSON
 */
public record RequestId(JsonNode json) {
    /** An id that we give, on a connection of ours. */
    public static RequestId of(long value) {
        return new RequestId(value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value));
    }

    /** The value of an id that {@link #of} gave, or -1 for any other id. */
    public long ours() {
        return json.isIntegralNumber() && json.canConvertToLong() ? json.longValue() : -1;
    }
}
