package dev.sallyport.protocol;

import dev.sallyport.protocol.json.Shallow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a server asks of its client before it can answer, as it travels inside a result, and what the client answers, as it travels
 * inside a retry. Source: MCP 2026-07-28, Multi Round-Trip Requests.
 */
public final class InputRequired {
    /** Questions of one result, and answers of one retry. */
    public static final int PARTS_MAX = 64;

    /** The member of a result that carries the server's questions. */
    public static final String REQUESTS = "inputRequests";
    /** The member of a retry that carries the client's answers. */
    public static final String RESPONSES = "inputResponses";
    /** The member that comes back with a retry as it was sent. */
    public static final String STATE = "requestState";

    /** What a state begins with that whoever gave it takes once only. */
    public static final String ONCE = "once/";

    private static final String TYPE = "input_required";

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
        asks.forEach((key, ask) -> requests.set(key, part(ask)));
        if (!state.isEmpty()) {
            result.put(STATE, state);
        }
        return result;
    }

    /** A question as it stands inside a result: without its envelope. */
    public static ObjectNode part(Message.Request ask) {
        ObjectNode part = Shallow.copy(ask.body());
        part.remove("jsonrpc");
        part.remove("id");
        return part;
    }

    /**
     * What {@code holder} asks, by key, as requests with the key as their id; none where it asks nothing, and empty where it asks too
     * much, or what is no request.
     */
    public static Optional<Map<String, Message.Request>> asks(JsonNode holder) {
        JsonNode parts = holder.path(REQUESTS);
        if (parts.size() > PARTS_MAX || !(parts.isObject() || parts.isMissingNode())) {
            return Optional.empty();
        }
        Map<String, Message.Request> asks = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : parts.properties()) {
            ObjectNode body = Shallow.copy(entry.getValue());
            body.put("jsonrpc", "2.0");
            body.put("id", entry.getKey());
            if (!(MessageDecoder.decode(body) instanceof Message.Request ask)) {
                return Optional.empty();
            }
            asks.put(entry.getKey(), ask);
        }
        return Optional.of(asks);
    }

    /**
     * What the client answers in {@code params}, by key, each as the response to the method whose result it looks like; none where it
     * answers nothing, and empty where it answers too much, or an answer is the result of no question or of several.
     */
    public static Optional<Map<String, Message.Response>> answers(JsonNode params) {
        JsonNode parts = params.path(RESPONSES);
        if (parts.size() > PARTS_MAX || !(parts.isObject() || parts.isMissingNode())) {
            return Optional.empty();
        }
        Map<String, Message.Response> answers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : parts.properties()) {
            String method = answered(entry.getValue());
            if (method.isEmpty()) {
                return Optional.empty();
            }
            RequestId id = new RequestId(StringNode.valueOf(entry.getKey()));
            answers.put(entry.getKey(), JsonRpc.result(id, method, entry.getValue()));
        }
        return Optional.of(answers);
    }

    /** The method whose result {@code answer} is by its members; empty for none, and for more than one. */
    public static String answered(JsonNode answer) {
        boolean elicited = answer.has("action");
        boolean sampled = answer.has("role") && answer.has("content");
        boolean rooted = answer.has("roots");
        if (elicited) {
            return sampled || rooted ? "" : McpMethod.ELICITATION_CREATE;
        }
        if (sampled) {
            return rooted ? "" : McpMethod.SAMPLING_CREATE;
        }
        return rooted ? McpMethod.ROOTS_LIST : "";
    }

    /** The state of {@code result} or of the parameters of a retry, or empty. */
    public static String state(JsonNode holder) {
        return holder.path(STATE).asString("");
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
