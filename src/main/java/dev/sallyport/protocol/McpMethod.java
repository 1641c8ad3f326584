package dev.sallyport.protocol;

import java.util.Set;

/** The methods of MCP that Sallyport treats in a way of their own; every other method passes as it is. */
public final class McpMethod {
    public static final String INITIALIZE = "initialize";
    public static final String INITIALIZED = "notifications/initialized";
    public static final String DISCOVER = "server/discover";
    public static final String LISTEN = "subscriptions/listen";
    public static final String TOOLS_LIST = "tools/list";
    public static final String TOOLS_CALL = "tools/call";
    public static final String RESOURCES_LIST = "resources/list";
    public static final String RESOURCE_TEMPLATES_LIST = "resources/templates/list";
    public static final String RESOURCES_READ = "resources/read";
    public static final String RESOURCES_SUBSCRIBE = "resources/subscribe";
    public static final String RESOURCES_UNSUBSCRIBE = "resources/unsubscribe";
    public static final String PROMPTS_LIST = "prompts/list";
    public static final String PROMPTS_GET = "prompts/get";
    public static final String COMPLETE = "completion/complete";
    public static final String SAMPLING_CREATE = "sampling/createMessage";
    public static final String ELICITATION_CREATE = "elicitation/create";
    public static final String ROOTS_LIST = "roots/list";
    public static final String TASKS_GET = "tasks/get";
    public static final String TASKS_UPDATE = "tasks/update";
    public static final String TASKS_CANCEL = "tasks/cancel";
    public static final String TASKS_LIST = "tasks/list";
    public static final String TASKS_RESULT = "tasks/result";
    public static final String TASK_CHANGED = "notifications/tasks";
    public static final String TASK_STATUS = "notifications/tasks/status";
    public static final String CANCELLED = "notifications/cancelled";
    public static final String PROGRESS = "notifications/progress";
    public static final String LOG = "notifications/message";
    public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";
    public static final String TOOLS_CHANGED = "notifications/tools/list_changed";

    /** What clients say. */
    private static final Set<String> KNOWN = Set.of(
            INITIALIZE,
            INITIALIZED,
            DISCOVER,
            LISTEN,
            TOOLS_LIST,
            TOOLS_CALL,
            RESOURCES_LIST,
            RESOURCE_TEMPLATES_LIST,
            RESOURCES_READ,
            RESOURCES_SUBSCRIBE,
            RESOURCES_UNSUBSCRIBE,
            PROMPTS_LIST,
            PROMPTS_GET,
            COMPLETE,
            TASKS_GET,
            TASKS_UPDATE,
            TASKS_CANCEL,
            TASKS_LIST,
            TASKS_RESULT,
            CANCELLED,
            PROGRESS,
            "ping",
            "logging/setLevel",
            "notifications/roots/list_changed");

    private McpMethod() {}

    /** True for what clients ask and tell by MCP; others they may make up. */
    public static boolean isKnown(String method) {
        return KNOWN.contains(method);
    }

    /**
     * The member of {@code params} that {@code Mcp-Name} repeats, or empty where the header is not used. Source: MCP
     * 2026-07-28, Streamable HTTP, Request Metadata; ext-tasks for {@code tasks/*}.
     */
    public static String nameMember(String method) {
        return switch (method) {
            case TOOLS_CALL, PROMPTS_GET -> "name";
            case RESOURCES_READ -> "uri";
            case TASKS_GET, TASKS_UPDATE, TASKS_CANCEL -> TaskForm.ID;
            default -> "";
        };
    }

    /** True where {@code params} may have {@code arguments}, which are the caller's own. */
    public static boolean hasArguments(String method) {
        return method.equals(TOOLS_CALL) || method.equals(PROMPTS_GET);
    }

    /** True for a list that a client may cache, and that depends on who asks. Source: MCP 2026-07-28, Caching. */
    public static boolean isCacheable(String method) {
        return switch (method) {
            case DISCOVER, TOOLS_LIST, RESOURCES_LIST, RESOURCE_TEMPLATES_LIST, RESOURCES_READ, PROMPTS_LIST -> true;
            default -> false;
        };
    }
}
