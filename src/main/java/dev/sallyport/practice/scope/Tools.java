package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import tools.jackson.databind.JsonNode;

/**
 * The tools that a rule is about, by what their servers say of them: hints, which nobody has checked. Source: MCP 2026-07-28, Tools,
 * ToolAnnotations.
 */
public enum Tools {
    /** All, and what is no tool. */
    ANY,
    /** Tools that say of themselves that they change nothing. */
    READ_ONLY,
    /** All other tools. */
    CHANGING;

    /** True where a rule is about the tool of {@code definition}. */
    boolean include(Definition definition) {
        return this == ANY || isReadOnly(definition) == (this == READ_ONLY);
    }

    private static boolean isReadOnly(Definition definition) {
        JsonNode hints = definition.member("annotations");
        JsonNode readOnly = hints.path("readOnlyHint");
        return readOnly.isBoolean()
                && readOnly.booleanValue()
                && !hints.path("destructiveHint").asBoolean(false);
    }
}
