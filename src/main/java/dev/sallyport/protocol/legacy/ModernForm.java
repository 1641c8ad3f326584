package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages of the older era as the newer one says them. Source: MCP 2026-07-28, Changelog. */
public final class ModernForm {
    /** How long a list of a server that cannot say so itself may be kept, in milliseconds. */
    static final int LIST_TTL_MILLIS = 5_000;

    private static final int RESOURCE_NOT_FOUND = -32002;

    private ModernForm() {}

    /** A request with what every request of the newer era says of its client. */
    public static Message.Request request(Message.Request request, ClientFacts client, String logLevel) {
        ObjectNode params = Shallow.copy(request.params());
        ObjectNode meta = Shallow.copy(Meta.of(params));
        client.describe(meta, logLevel);
        params.set(Meta.MEMBER, meta);
        return new Message.Request(request.id(), request.method(), Shallow.with(request.body(), "params", params));
    }

    /** A response of a server that {@code info} names, as the newer era says it, or with the newer code of the same error. */
    public static Message.Response response(Message.Response response, ObjectNode info) {
        if (response.isError()) {
            return error(response);
        }
        ObjectNode result = ModernTaskForm.isCreated(response)
                ? ModernTaskForm.created(response.result())
                : Shallow.copy(response.result()).put("resultType", "complete");
        if (!info.isEmpty()) {
            result.set(Meta.MEMBER, Shallow.with(Meta.of(result), Meta.SERVER_INFO, info));
        }
        if (McpMethod.isCacheable(response.method())) {
            result.put("ttlMs", response.method().equals(McpMethod.RESOURCES_READ) ? 0 : LIST_TTL_MILLIS);
            result.put("cacheScope", "private");
        }
        return with(response, "result", result);
    }

    private static Message.Response error(Message.Response response) {
        JsonNode error = response.body().path("error");
        if (error.path("code").asInt(0) != RESOURCE_NOT_FOUND) {
            return response;
        }
        ObjectNode newer = Shallow.copy(error);
        newer.put("code", JsonRpc.INVALID_PARAMS);
        return with(response, "error", newer);
    }

    /** The HTTP status that goes with a response of the newer era. Source: MCP 2026-07-28, Streamable HTTP. */
    public static int status(Message.Response response) {
        return switch (response.body().path("error").path("code").asInt(0)) {
            case JsonRpc.METHOD_NOT_FOUND -> 404;
            case JsonRpc.MISSING_CAPABILITY -> 400;
            default -> 200;
        };
    }

    /** A notification on the subscription that the client opened with the request {@code id}. */
    public static Message.Notification subscribed(Message.Notification notification, JsonNode id) {
        ObjectNode params = Shallow.copy(notification.params());
        params.set(Meta.MEMBER, Shallow.with(Meta.of(params), Meta.SUBSCRIPTION_ID, id));
        return new Message.Notification(notification.method(), Shallow.with(notification.body(), "params", params));
    }

    private static Message.Response with(Message.Response response, String member, JsonNode value) {
        return new Message.Response(response.id(), response.method(), Shallow.with(response.body(), member, value));
    }
}
