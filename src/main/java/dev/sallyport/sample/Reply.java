package dev.sallyport.sample;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What the sample server answers to one request. */
sealed interface Reply {
    /** The method is not known here. Source: JSON-RPC 2.0 §5.1. */
    int METHOD_NOT_FOUND = -32601;

    /** The parameters are not what the method takes. Source: JSON-RPC 2.0 §5.1. */
    int INVALID_PARAMS = -32602;

    /** Done. */
    record Result(ObjectNode body) implements Reply {}

    /** Refused; {@code data} is a missing node where there is nothing to add. */
    record Failure(int code, String message, JsonNode data) implements Reply {
        Failure(int code, String message) {
            this(code, message, MissingNode.getInstance());
        }
    }

    /** Answered when the stream that it opened ends. */
    record Later() implements Reply {}

    /** An empty result, to be filled. */
    static Result result() {
        return new Result(JsonNodeFactory.instance.objectNode());
    }

    /** The parameters are wrong; {@code message} says how. */
    static Failure invalid(String message) {
        return new Failure(INVALID_PARAMS, message);
    }
}
