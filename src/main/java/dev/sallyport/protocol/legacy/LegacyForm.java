package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.Shallow;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Messages of the newer era as the older one says them. Source: MCP 2026-07-28, Changelog. */
public final class LegacyForm {
    private LegacyForm() {}

    /** A request without what only the newer era says. */
    public static Message.Request request(Message.Request request) {
        ObjectNode params = Shallow.copy(request.params());
        without(params, Meta.PROTOCOL_VERSION, Meta.CLIENT_CAPABILITIES, Meta.CLIENT_INFO, Meta.LOG_LEVEL);
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
        without(result, Meta.SERVER_INFO);
        return new Message.Response(response.id(), response.method(), Shallow.with(response.body(), "result", result));
    }

    /** A notification without the subscription that it belongs to. */
    public static Message.Notification unsubscribed(Message.Notification notification) {
        if (!Meta.of(notification.params()).has(Meta.SUBSCRIPTION_ID)) {
            return notification;
        }
        ObjectNode params = Shallow.copy(notification.params());
        without(params, Meta.SUBSCRIPTION_ID);
        return new Message.Notification(notification.method(), Shallow.with(notification.body(), "params", params));
    }

    /** Removes members of the metadata of {@code holder}, and the metadata where nothing else is in it. */
    static void without(ObjectNode holder, String... members) {
        ObjectNode meta = Shallow.copy(Meta.of(holder));
        meta.remove(List.of(members));
        if (meta.isEmpty()) {
            holder.remove(Meta.MEMBER);
        } else {
            holder.set(Meta.MEMBER, meta);
        }
    }
}
