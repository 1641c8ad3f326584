package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks of the extension of the newer era as the older one says them; what neither knows stays where it is. */
public final class LegacyTaskForm {
    private LegacyTaskForm() {}

    /** True for a result that says that a task was made of a call. */
    public static boolean isCreated(JsonNode result) {
        return result.path("resultType").asString("").equals(TaskForm.TASK)
                && !TaskForm.id(result).isEmpty();
    }

    /** A task of the newer era, or a result or notification that is one: its state alone, for the older asks for the rest. */
    public static ObjectNode task(JsonNode newer) {
        ObjectNode task = Shallow.copy(newer);
        boolean toolFailed = newer.path("result").path("isError").asBoolean(false);
        task.remove(List.of("resultType", "result", "error", InputRequired.REQUESTS, Meta.MEMBER));
        TaskTimes.move(task, "ttlMs", "ttl");
        TaskTimes.move(task, "pollIntervalMs", "pollInterval");
        if (!task.has("ttl")) {
            task.putNull("ttl");
        }
        if (toolFailed && task.path("status").asString("").equals("completed")) {
            task.put("status", "failed");
        }
        return task;
    }

    /** The result that says that {@code task} was made of a call: it begins as one that works. Source: MCP 2025-11-25, Tasks. */
    public static ObjectNode created(ObjectNode task, JsonNode meta) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set(TaskForm.TASK, Shallow.copy(task).put("status", "working"));
        ObjectNode kept = Shallow.copy(meta);
        kept.remove(Meta.SERVER_INFO);
        if (!kept.isEmpty()) {
            result.set(Meta.MEMBER, kept);
        }
        return result;
    }

    /** A task of ours for a result that was there at once. */
    public static ObjectNode finished(String id, JsonNode result, Instant now, Duration life) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        boolean failed = result.path("isError").asBoolean(false);
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        task.put(TaskForm.ID, id);
        task.put("status", failed ? "failed" : "completed");
        task.put("createdAt", time);
        task.put("lastUpdatedAt", time);
        task.put("ttl", life.toMillis());
        return task;
    }

    /** A task that was given up at the client's wish. */
    public static ObjectNode cancelled(ObjectNode task, Instant now) {
        ObjectNode cancelled = Shallow.copy(task);
        cancelled.put("status", "cancelled");
        cancelled.put("lastUpdatedAt", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return cancelled;
    }

    /** What {@code tasks/result} answers to {@code request} for a task that ended as {@code newer} says. */
    public static Message.Response end(Message.Request request, JsonNode newer, String id) {
        if (!newer.path("status").asString("").equals("failed")) {
            return result(request, newer.path("result"), id);
        }
        ObjectNode body = Shallow.copy(cancelled(request).body());
        body.set("error", newer.path("error"));
        return new Message.Response(request.id(), request.method(), body);
    }

    /** What {@code tasks/result} answers for a task that was cancelled, of which nothing came. */
    public static Message.Response cancelled(Message.Request request) {
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.INVALID_REQUEST,
                "the task was cancelled",
                MissingNode.getInstance());
    }

    /** The answer to {@code tasks/result} of the task {@code id}, whose call came to {@code result} in the newer era. */
    public static Message.Response result(Message.Request request, JsonNode result, String id) {
        return related(LegacyForm.response(JsonRpc.result(request.id(), request.method(), result)), id);
    }

    /** A response that says to which task it belongs. */
    public static Message.Response related(Message.Response response, String id) {
        ObjectNode result = Shallow.copy(response.result());
        ModernTaskForm.related(result, id);
        return new Message.Response(response.id(), response.method(), Shallow.with(response.body(), "result", result));
    }

    /** A question to the client that says to which task it belongs. */
    public static Message.Request related(RequestId id, Message.Request ask, String task) {
        ObjectNode params = Shallow.copy(ask.params());
        ModernTaskForm.related(params, task);
        return JsonRpc.request(id, ask.method(), params);
    }

    /** A call that makes a task; how long it lasts is left to the server, for the newer era says nothing of it. */
    public static Message.Request tasked(Message.Request call) {
        ObjectNode params = Shallow.with(call.params(), TaskForm.TASK, JsonNodeFactory.instance.objectNode());
        return new Message.Request(call.id(), call.method(), Shallow.with(call.body(), "params", params));
    }

    /** A call without the wish for a task, which the newer era does not know. */
    public static Message.Request untasked(Message.Request call) {
        if (!call.params().has(TaskForm.TASK)) {
            return call;
        }
        ObjectNode params = Shallow.copy(call.params());
        params.remove(TaskForm.TASK);
        return new Message.Request(call.id(), call.method(), Shallow.with(call.body(), "params", params));
    }

    /** What the older era says of a change that {@code changed} told. */
    public static Message.Notification status(Message.Notification changed) {
        return JsonRpc.notification(McpMethod.TASK_STATUS, task(changed.params()));
    }

    /** A list of tools of a server that makes tasks where it likes to: any of them may be called as one. */
    public static Message.Response tools(Message.Response list) {
        if (!list.result().path("tools").isArray()) {
            return list;
        }
        ObjectNode result = Shallow.copy(list.result());
        var tools = result.putArray("tools");
        for (JsonNode tool : list.result().path("tools")) {
            JsonNode execution = tool.path("execution");
            boolean says = !tool.isObject() || execution.has("taskSupport");
            tools.add(
                    says
                            ? tool
                            : Shallow.with(
                                    tool, "execution", Shallow.copy(execution).put("taskSupport", "optional")));
        }
        return new Message.Response(list.id(), list.method(), Shallow.with(list.body(), "result", result));
    }
}
