package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.McpMethod;

/** The methods that only the older era has. Source: MCP 2026-07-28, Changelog. */
public final class LegacyMethod {
    public static final String PING = "ping";
    public static final String SET_LEVEL = "logging/setLevel";
    public static final String ROOTS_CHANGED = "notifications/roots/list_changed";
    public static final String ELICITATION_COMPLETE = "notifications/elicitation/complete";

    private LegacyMethod() {}

    /** True for a request that the newer era does not have. */
    public static boolean isRetired(String method) {
        return switch (method) {
            case McpMethod.INITIALIZE,
                    PING,
                    SET_LEVEL,
                    McpMethod.RESOURCES_SUBSCRIBE,
                    McpMethod.RESOURCES_UNSUBSCRIBE,
                    McpMethod.TASKS_LIST,
                    McpMethod.TASKS_RESULT -> true;
            default -> false;
        };
    }
}
