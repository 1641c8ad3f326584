package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;

/** The arguments of a call of a tool or a prompt. Source: MCP 2026-07-28, schema, CallToolRequestParams, GetPromptRequestParams. */
public final class Arguments {
    private Arguments() {}

    /** True where there are none, whatever a client says then: nothing, null as that of Ruby, or the empty array as that of PHP. */
    public static boolean areNone(JsonNode given) {
        return given.isMissingNode() || given.isNull() || (given.isArray() && given.isEmpty());
    }
}
