package dev.sallyport.protocol;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What the gateway itself says about tasks, in the same words in either era. Source: MCP 2025-11-25, Tasks; ext-tasks, Tasks. */
public final class TaskWords {
    private TaskWords() {}

    /** A request about the task {@code id}. */
    public static Message.Request about(RequestId request, String method, String id) {
        return JsonRpc.request(
                request, method, JsonNodeFactory.instance.objectNode().put(TaskForm.ID, id));
    }

    /** The answer to a client of the newer era that has not declared the extension, and needs it. */
    public static Message.Response undeclared(Message.Request request) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putObject("requiredCapabilities").putObject("extensions").putObject(TaskForm.EXTENSION);
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.MISSING_CAPABILITY,
                "the client has not declared the tasks extension",
                data);
    }

    /** The answer to a client that names a task which is none of its own. */
    public static Message.Response unknown(Message.Request request) {
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.INVALID_PARAMS,
                "the task is not known",
                MissingNode.getInstance());
    }
}
