package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a server asks of its client before it can answer, as it travels inside a result of the newer era. Source: MCP 2026-07-28,
 * Multi Round-Trip Requests.
 */
public final class InputRequired {
    /** The member of a retry that carries the client's answers. */
    public static final String RESPONSES = "inputResponses";
    /** The member that comes back with a retry as it was sent. */
    public static final String STATE = "requestState";

    private static final String REQUESTS = "inputRequests";
    private static final String TYPE = "input_required";
    private static final int ASKS_MAX = 64;

    private InputRequired() {}

    /** True for a result that wants input. */
    public static boolean is(JsonNode result) {
        return result.path("resultType").asString("").equals(TYPE);
    }

    /** The result that asks the client {@code asks}; without a state where {@code state} is empty. */
    public static ObjectNode result(Map<String, Message.Request> asks, String state) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("resultType", TYPE);
        ObjectNode requests = result.putObject(REQUESTS);
        asks.forEach((key, ask) -> {
            ObjectNode request = requests.putObject(key);
            request.put("method", ask.method());
            if (ask.params() instanceof ObjectNode params) {
                request.set("params", params);
            }
        });
        if (!state.isEmpty()) {
            result.put(STATE, state);
        }
        return result;
    }

    /** What {@code result} asks, by key, as requests with the key as their id; no more than 64. */
    public static Map<String, Message.Request> asks(JsonNode result) {
        Map<String, Message.Request> asks = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : result.path(REQUESTS).properties()) {
            String method = entry.getValue().path("method").asString("");
            if (!method.isEmpty() && asks.size() < ASKS_MAX) {
                ObjectNode params = Shallow.copy(entry.getValue().path("params"));
                RequestId id = new RequestId(StringNode.valueOf(entry.getKey()));
                asks.put(entry.getKey(), JsonRpc.request(id, method, params));
            }
        }
        return asks;
    }

    /** The state of {@code result} or of the parameters of a retry, or empty. */
    public static String state(JsonNode holder) {
        return holder.path(STATE).asString("");
    }

    /** The client's answers in the parameters of a retry, by key, or a missing node. */
    public static JsonNode responses(JsonNode params) {
        JsonNode responses = params.path(RESPONSES);
        return responses.isObject() ? responses : MissingNode.getInstance();
    }

    /** {@code request} once more, with the client's answers and the state that belongs to them. */
    public static Message.Request retry(Message.Request request, ObjectNode answers, String state) {
        ObjectNode params = Shallow.copy(request.params());
        params.remove(RESPONSES);
        params.remove(STATE);
        if (!answers.isEmpty()) {
            params.set(RESPONSES, answers);
        }
        if (!state.isEmpty()) {
            params.put(STATE, state);
        }
        return new Message.Request(request.id(), request.method(), Shallow.with(request.body(), "params", params));
    }
}
