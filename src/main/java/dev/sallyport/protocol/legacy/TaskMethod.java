package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The words of tasks, which each era has in a form of its own. Source: MCP 2025-11-25, Tasks; the extension
 * {@code io.modelcontextprotocol/tasks} of MCP 2026-07-28.
 */
public final class TaskMethod {
    /** What all of them begin with. */
    public static final String PREFIX = "tasks/";

    public static final String GET = "tasks/get";
    public static final String CANCEL = "tasks/cancel";
    /** Of the older era. */
    public static final String RESULT = "tasks/result";
    /** Of the older era. */
    public static final String LIST = "tasks/list";
    /** Of the newer era. */
    public static final String UPDATE = "tasks/update";
    /** What the older era says of a change. */
    public static final String STATUS = "notifications/tasks/status";
    /** What the newer era says of a change. */
    public static final String CHANGED = "notifications/tasks";
    /** The member that names a task. */
    public static final String ID = "taskId";
    /** The member of a call of the older era that wants a task, and of the result that is one. */
    public static final String TASK = "task";
    /** The name of the extension in the capabilities of the newer era. */
    public static final String EXTENSION = "io.modelcontextprotocol/tasks";
    /** The metadata by which the older era says to which task a message belongs. */
    public static final String RELATED = "io.modelcontextprotocol/related-task";

    private TaskMethod() {}

    /** The task that {@code params} or a result names, or empty. */
    public static String idOf(JsonNode holder) {
        return holder.path(ID).asString("");
    }

    /** A request about the task {@code id}. */
    public static Message.Request about(RequestId request, String method, String id) {
        return JsonRpc.request(
                request, method, JsonNodeFactory.instance.objectNode().put(ID, id));
    }

    /** True for a status after which nothing changes. */
    public static boolean isTerminal(String status) {
        return switch (status) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** True where {@code capabilities} of a client or a server of the newer era hold the extension. */
    public static boolean isIn(JsonNode capabilities) {
        return capabilities.path("extensions").path(EXTENSION).isObject();
    }

    /** The answer to a client of the newer era that has not declared the extension, and needs it. */
    public static Message.Response undeclared(Message.Request request) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putObject("requiredCapabilities").putObject("extensions").putObject(EXTENSION);
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.MISSING_CAPABILITY,
                "the client has not declared the tasks extension",
                data);
    }

    /** The answer to a client of either era that names a task which is none of its own. */
    public static Message.Response unknown(Message.Request request) {
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.INVALID_PARAMS,
                "the task is not known",
                MissingNode.getInstance());
    }
}
