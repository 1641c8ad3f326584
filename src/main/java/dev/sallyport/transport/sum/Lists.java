package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Kind;
import dev.sallyport.protocol.McpMethod;
import java.util.Optional;

/** The methods by which each kind of definition is listed, and by which a change of the list is told. */
final class Lists {
    private Lists() {}

    static String method(Kind kind) {
        return switch (kind) {
            case TOOL -> McpMethod.TOOLS_LIST;
            case PROMPT -> McpMethod.PROMPTS_LIST;
            case RESOURCE -> McpMethod.RESOURCES_LIST;
            case TEMPLATE -> McpMethod.RESOURCE_TEMPLATES_LIST;
        };
    }

    /** The kind that {@code method} lists; empty for any other method. */
    static Optional<Kind> kind(String method) {
        return switch (method) {
            case McpMethod.TOOLS_LIST -> Optional.of(Kind.TOOL);
            case McpMethod.PROMPTS_LIST -> Optional.of(Kind.PROMPT);
            case McpMethod.RESOURCES_LIST -> Optional.of(Kind.RESOURCE);
            case McpMethod.RESOURCE_TEMPLATES_LIST -> Optional.of(Kind.TEMPLATE);
            default -> Optional.empty();
        };
    }

    /** The member of a subscription's filter that asks for changes of the list. Source: MCP 2026-07-28, Subscriptions. */
    static String filter(Kind kind) {
        return switch (kind) {
            case TOOL -> "toolsListChanged";
            case PROMPT -> "promptsListChanged";
            case RESOURCE, TEMPLATE -> "resourcesListChanged";
        };
    }

    /** The notification of a change of the list. */
    static String changed(Kind kind) {
        return switch (kind) {
            case TOOL -> McpMethod.TOOLS_CHANGED;
            case PROMPT -> "notifications/prompts/list_changed";
            case RESOURCE, TEMPLATE -> "notifications/resources/list_changed";
        };
    }
}
