package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tasks of the older era as the extension of the newer one says them; what neither knows stays where it is. */
public final class ModernTaskForm {
    private ModernTaskForm() {}

    /** A task of the older era, or a result or notification that is one, without what only some of its states carry. */
    public static ObjectNode task(JsonNode older) {
        ObjectNode task = Shallow.copy(older);
        task.remove(Meta.MEMBER);
        TaskTimes.move(task, "ttl", "ttlMs");
        TaskTimes.move(task, "pollInterval", "pollIntervalMs");
        if (!task.has("ttlMs")) {
            task.putNull("ttlMs");
        }
        return task;
    }

    /** True for a response to a call that says that a task was made of it. */
    public static boolean isCreated(Message.Response response) {
        JsonNode result = response.result();
        return response.method().equals(McpMethod.TOOLS_CALL)
                && result.path(TaskForm.TASK).has(TaskForm.ID)
                && !result.has("content");
    }

    /** The result that says that a task was made of a call; the task lies within it in the older era. */
    public static ObjectNode created(JsonNode older) {
        ObjectNode result = task(older.path(TaskForm.TASK));
        result.put("resultType", TaskForm.TASK);
        if (Meta.of(older).isObject()) {
            result.set(Meta.MEMBER, Meta.of(older));
        }
        return result;
    }

    /** A task that waits for answers to {@code asks}, whatever word the server has for that. */
    public static ObjectNode asking(ObjectNode task, Map<String, Message.Request> asks) {
        ObjectNode asking = Shallow.copy(task);
        asking.put("status", "input_required");
        ObjectNode requests = asking.putObject(InputRequired.REQUESTS);
        asks.forEach((key, ask) -> requests.set(key, InputRequired.part(unrelated(ask))));
        return asking;
    }

    /**
     * A task that came to {@code end}, which is what {@code tasks/result} answered. A tool's own error is a completed task in the newer
     * era and a failed one in the older.
     */
    public static ObjectNode ended(ObjectNode task, Message.Response end) {
        ObjectNode ended = Shallow.copy(task);
        if (end.isError()) {
            ended.put("status", "failed");
            ended.set("error", end.body().path("error"));
        } else {
            ended.put("status", "completed");
            ObjectNode result = Shallow.copy(end.result());
            related(result, "");
            LegacyForm.without(result, Meta.SERVER_INFO);
            ended.set("result", result);
        }
        return ended;
    }

    /** Puts a word of the older era on the task {@code id} into the metadata of {@code holder}; takes it away where it is empty. */
    static void related(ObjectNode holder, String id) {
        ObjectNode meta = Shallow.copy(Meta.of(holder));
        meta.remove(TaskForm.RELATED);
        if (!id.isEmpty()) {
            meta.set(TaskForm.RELATED, JsonNodeFactory.instance.objectNode().put(TaskForm.ID, id));
        }
        if (meta.isEmpty()) {
            holder.remove(Meta.MEMBER);
        } else {
            holder.set(Meta.MEMBER, meta);
        }
    }

    private static Message.Request unrelated(Message.Request ask) {
        ObjectNode params = Shallow.copy(ask.params());
        related(params, "");
        return JsonRpc.request(ask.id(), ask.method(), params);
    }
}
