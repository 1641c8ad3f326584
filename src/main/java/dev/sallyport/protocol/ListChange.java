package dev.sallyport.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a client can be told to list again. Source: MCP 2026-07-28, Subscriptions. */
public enum ListChange {
    /** The tools. */
    TOOLS("tools"),
    /** The prompts. */
    PROMPTS("prompts"),
    /** The resources and their templates. */
    RESOURCES("resources");

    private final String capability;

    ListChange(String capability) {
        this.capability = capability;
    }

    /** The change that a notification of {@code method} tells; empty for any other method. */
    public static Optional<ListChange> of(String method) {
        return Arrays.stream(values())
                .filter(change -> change.method().equals(method))
                .findFirst();
    }

    /** What a server with {@code capabilities} tells. */
    public static Stream<ListChange> told(JsonNode capabilities) {
        return Arrays.stream(values())
                .filter(change ->
                        capabilities.path(change.capability).path("listChanged").asBoolean(false));
    }

    /** The notifications of those changes of which a subscription with the filter {@code agreed} hears. */
    public static List<Message.Notification> agreed(JsonNode agreed) {
        return Arrays.stream(values())
                .filter(change -> agreed.path(change.filter()).asBoolean(false))
                .map(ListChange::notification)
                .toList();
    }

    /** The method of the notification. */
    public String method() {
        return "notifications/" + capability + "/list_changed";
    }

    /** The member of a subscription's filter that asks for it. */
    public String filter() {
        return capability + "ListChanged";
    }

    /** The notification. */
    public Message.Notification notification() {
        return JsonRpc.notification(method(), JsonNodeFactory.instance.objectNode());
    }
}
