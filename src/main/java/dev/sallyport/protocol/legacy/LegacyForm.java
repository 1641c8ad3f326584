package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.Shallow;
import tools.jackson.databind.node.ObjectNode;

/** Messages of the newer era as the older one says them. Source: MCP 2026-07-28, Changelog. */
public final class LegacyForm {
    private LegacyForm() {}

    /** A request without what only the newer era says. */
    public static Message.Request request(Message.Request request) {
        ObjectNode params = Shallow.copy(request.params());
        ObjectNode meta = Shallow.copy(Meta.of(params));
        meta.remove(Meta.PROTOCOL_VERSION);
        meta.remove(Meta.CLIENT_CAPABILITIES);
        meta.remove(Meta.CLIENT_INFO);
        meta.remove(Meta.LOG_LEVEL);
        if (meta.isEmpty()) {
            params.remove(Meta.MEMBER);
        } else {
            params.set(Meta.MEMBER, meta);
        }
        params.remove(InputRequired.RESPONSES);
        params.remove(InputRequired.STATE);
        return new Message.Request(request.id(), request.method(), Shallow.with(request.body(), "params", params));
    }

    /** A response without what only the newer era says. */
    public static Message.Response response(Message.Response response) {
        if (response.isError()) {
            return response;
        }
        ObjectNode result = Shallow.copy(response.result());
        result.remove("resultType");
        result.remove("ttlMs");
        result.remove("cacheScope");
        return new Message.Response(response.id(), response.method(), Shallow.with(response.body(), "result", result));
    }

    /** A notification without the subscription that it belongs to. */
    public static Message.Notification unsubscribed(Message.Notification notification) {
        ObjectNode meta = Shallow.copy(Meta.of(notification.params()));
        if (meta.remove(Meta.SUBSCRIPTION_ID) == null) {
            return notification;
        }
        ObjectNode params = Shallow.copy(notification.params());
        if (meta.isEmpty()) {
            params.remove(Meta.MEMBER);
        } else {
            params.set(Meta.MEMBER, meta);
        }
        return new Message.Notification(notification.method(), Shallow.with(notification.body(), "params", params));
    }
}
