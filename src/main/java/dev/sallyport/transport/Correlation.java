package dev.sallyport.transport;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ids of one request on an upstream connection: there the request id, the progress token and the subscription id are ours, so
 * that no client can meet another's; on the way back they are the client's again. Nothing else of a message is touched.
 */
public final class Correlation {
    private final RequestId ours;
    private final Message.Request request;
    private final @Nullable JsonNode token;

    /** Gives {@code request} the id {@code ours} on its upstream connection. */
    public Correlation(long ours, Message.Request request) {
        this.ours = RequestId.of(ours);
        this.request = request;
        this.token = Meta.of(request.params()).get(Meta.PROGRESS_TOKEN);
    }

    /** Our id. */
    public RequestId ours() {
        return ours;
    }

    /** The method of the request. */
    public String method() {
        return request.method();
    }

    /** How much the client wants to hear of the server's log about this request, or empty. Source: MCP 2026-07-28, Logging. */
    public String logLevel() {
        return Meta.of(request.params()).path(Meta.LOG_LEVEL).asString("");
    }

    /** The request as it leaves. */
    public Message.Request outward() {
        ObjectNode body = copy(request.body());
        body.set("id", ours.json());
        if (token != null) {
            ObjectNode meta = copy((ObjectNode) Meta.of(request.params()));
            meta.set(Meta.PROGRESS_TOKEN, ours.json());
            ObjectNode params = copy((ObjectNode) request.params());
            params.set(Meta.MEMBER, meta);
            body.set("params", params);
        }
        return new Message.Request(ours, request.method(), body);
    }

    /** Our own cancellation of this request; empty for a handshake, which is never cancelled. Source: MCP 2025-11-25, Cancellation. */
    public Optional<Message.Notification> cancellation(String why) {
        if (request.method().equals(McpMethod.INITIALIZE)) {
            return Optional.empty();
        }
        ObjectNode params = request.body().objectNode();
        params.set("requestId", ours.json());
        params.put("reason", why);
        return Optional.of(JsonRpc.notification(McpMethod.CANCELLED, params));
    }

    /** The client's cancellation of this request, with our id. */
    public Message.Notification cancelled(Message.Notification notification) {
        ObjectNode params = copy((ObjectNode) notification.params());
        params.set("requestId", ours.json());
        ObjectNode body = copy(notification.body());
        body.set("params", params);
        return new Message.Notification(notification.method(), body);
    }

    /** What came back for this request as the client may see it, or empty for the answer to something else. */
    public Optional<Message.Spoken> inward(Message.Spoken message) {
        return switch (message) {
            case Message.Response response -> response(response);
            case Message.Notification notification -> Optional.of(notification(notification));
            case Message.Request other -> Optional.of(other);
        };
    }

    private Optional<Message.Spoken> response(Message.Response response) {
        boolean unnamed = response.isError() && response.id().json().isNull();
        if (!unnamed && !response.id().equals(ours)) {
            return Optional.empty();
        }
        ObjectNode body = copy(response.body());
        body.set("id", request.id().json());
        if (isOurs(Meta.of(response.result()).path(Meta.SUBSCRIPTION_ID))) {
            body.set("result", subscribed((ObjectNode) response.result()));
        }
        return Optional.of(new Message.Response(request.id(), request.method(), body));
    }

    private Message.Notification notification(Message.Notification notification) {
        if (!(notification.params() instanceof ObjectNode params)) {
            return notification;
        }
        boolean progressed = token != null
                && notification.method().equals(McpMethod.PROGRESS)
                && isOurs(params.path(Meta.PROGRESS_TOKEN));
        boolean listened = isOurs(Meta.of(params).path(Meta.SUBSCRIPTION_ID));
        if (!progressed && !listened) {
            return notification;
        }
        ObjectNode mapped = listened ? subscribed(params) : copy(params);
        if (progressed) {
            mapped.set(Meta.PROGRESS_TOKEN, token);
        }
        ObjectNode body = copy(notification.body());
        body.set("params", mapped);
        return new Message.Notification(notification.method(), body);
    }

    private ObjectNode subscribed(ObjectNode holder) {
        ObjectNode meta = copy((ObjectNode) Meta.of(holder));
        meta.set(Meta.SUBSCRIPTION_ID, request.id().json());
        ObjectNode copy = copy(holder);
        copy.set(Meta.MEMBER, meta);
        return copy;
    }

    /** True for our id, as a number or as its text. */
    private boolean isOurs(JsonNode id) {
        return !id.isMissingNode() && id.asString("").equals(ours.json().asString(""));
    }

    private static ObjectNode copy(ObjectNode original) {
        ObjectNode copy = original.objectNode();
        copy.setAll(original);
        return copy;
    }
}
