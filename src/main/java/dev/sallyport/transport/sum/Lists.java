package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Kind;
import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.McpMethod;
import java.util.Optional;

/** How each kind of definition is listed, and how a change of the list is told. */
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

    /** How a change of the list is told. */
    static ListChange change(Kind kind) {
        return switch (kind) {
            case TOOL -> ListChange.TOOLS;
            case PROMPT -> ListChange.PROMPTS;
            case RESOURCE, TEMPLATE -> ListChange.RESOURCES;
        };
    }
}
