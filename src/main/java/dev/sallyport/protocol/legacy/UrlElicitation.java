package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.Shallow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error by which a server of 2025-11-25 says that somebody has to visit a URL before it can answer. Source: MCP 2025-11-25,
 * Elicitation, URL Elicitation Required Error.
 */
public final class UrlElicitation {
    private UrlElicitation() {}

    /**
     * The questions that the error {@code response} stands for, as the newer era asks them; the client then makes the same call
     * again. Empty for any other response, where {@code client} does not answer such questions, and where it has just declined one in
     * {@code request}: then the error is the answer.
     */
    public static Optional<Message.Response> asked(
            Message.Response response, Message.Request request, ClientFacts client) {
        JsonNode error = response.body().path("error");
        boolean able = client.capabilities().path("elicitation").path("url").isObject();
        if (error.path("code").asInt(0) != JsonRpc.URL_ELICITATION_REQUIRED || !able || isDeclined(request.params())) {
            return Optional.empty();
        }
        Map<String, Message.Request> asks = new LinkedHashMap<>();
        for (JsonNode elicitation : error.path("data").path("elicitations")) {
            if (!elicitation.path("url").isString() || asks.size() == InputRequired.PARTS_MAX) {
                return Optional.empty();
            }
            asks.put("url-" + (asks.size() + 1), question(elicitation));
        }
        return asks.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonRpc.result(response.id(), response.method(), InputRequired.result(asks, "")));
    }

    private static Message.Request question(JsonNode elicitation) {
        ObjectNode params = Shallow.copy(elicitation);
        // the newer era has no use for it: the client simply calls again
        params.remove("elicitationId");
        return JsonRpc.request(RequestId.of(0), McpMethod.ELICITATION_CREATE, params);
    }

    private static boolean isDeclined(JsonNode params) {
        return params.path(InputRequired.RESPONSES)
                .valueStream()
                .anyMatch(answer -> !answer.path("action").asString("accept").equals("accept"));
    }
}
