package dev.sallyport.protocol;

import dev.sallyport.protocol.json.Shallow;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Tasks as they stand in messages: those of the extension, and those of revision 2025-11-25 where a client and a server of the older era
 * use them. Source: ext-tasks, Tasks; MCP 2025-11-25, Tasks.
 */
public final class TaskForm {
    /** The extension by the name under which both sides declare it. */
    public static final String EXTENSION = "io.modelcontextprotocol/tasks";
    /** The member that names a task. */
    public static final String ID = "taskId";
    /** A longer id is none. */
    public static final int ID_CHARS_MAX = 1_024;

    /** The member of an older request that wants a task, and of the older answer that is one. */
    public static final String TASK = "task";
    /** The member of a subscription's filter that names the tasks to hear of. */
    public static final String IDS = "taskIds";
    /** The metadata by which the older era says to which task a message belongs. */
    public static final String RELATED = "io.modelcontextprotocol/related-task";

    private static final String METHODS = "tasks/";
    private static final List<String> OUTCOMES = List.of("result", "error");
    private static final List<String> MEMBERS = List.of(ID, "status", "result", "error", InputRequired.REQUESTS);

    private TaskForm() {}

    /** True for the methods that ask after a task. */
    public static boolean isMethod(String method) {
        return method.startsWith(METHODS);
    }

    /** True for an answer that says: the rest comes later. */
    public static boolean isCreated(JsonNode result) {
        return result.path("resultType").asString("").equals(TASK);
    }

    /** True for the older answer of that kind, to a request that wanted it. */
    public static boolean isCreated(Message.Request request, JsonNode result) {
        return request.params().path(TASK).isObject() && result.path(TASK).isObject();
    }

    /** True for what a server says of a task in the newer form; allocates nothing. */
    public static boolean isState(Message.Spoken message) {
        return switch (message) {
            case Message.Request _ -> false;
            case Message.Notification note -> note.method().startsWith(McpMethod.TASK_CHANGED);
            case Message.Response response -> isMethod(response.method()) || isCreated(response.result());
        };
    }

    /** The id of the task in {@code holder}, or empty for none, and for one that is no text of 1 to 1,024 characters. */
    public static String id(JsonNode holder) {
        JsonNode id = holder.path(ID);
        return id.isString() && id.asString().length() <= ID_CHARS_MAX ? id.asString() : "";
    }

    /** The id of the task in an older answer, likewise. */
    public static String olderId(JsonNode result) {
        return id(result.path(TASK));
    }

    /** The id of the task that {@code answer} makes of the call {@code request}, in either era; empty where it makes none. */
    public static String begun(Message.Request request, Message.Response answer) {
        if (!answer.method().equals(McpMethod.TOOLS_CALL)) {
            return "";
        }
        JsonNode result = answer.result();
        if (isCreated(result)) {
            return id(result);
        }
        return isCreated(request, result) ? olderId(result) : "";
    }

    /** The metadata of a request of the newer era, of a client that knows tasks too and waits for nothing. */
    public static ObjectNode declaring(JsonNode meta) {
        ObjectNode declaring = Shallow.copy(meta);
        JsonNode able = meta.path(Meta.CLIENT_CAPABILITIES);
        ObjectNode extensions = Shallow.with(able.path("extensions"), EXTENSION, JsonNodeFactory.instance.objectNode());
        declaring.set(Meta.CLIENT_CAPABILITIES, Shallow.with(able, "extensions", extensions));
        declaring.remove(Meta.PROGRESS_TOKEN);
        return declaring;
    }

    /** True where a client of the newer era declares the extension in the metadata of a request. */
    public static boolean isDeclared(JsonNode meta) {
        return isIn(meta.path(Meta.CLIENT_CAPABILITIES));
    }

    /** True where {@code capabilities} of a client or a server of the newer era hold the extension. */
    public static boolean isIn(JsonNode capabilities) {
        return capabilities.path("extensions").path(EXTENSION).isObject();
    }

    /** True for a status after which nothing changes, in either era. */
    public static boolean isTerminal(String status) {
        return switch (status) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** True where a member of {@code holder} is one of a task but for its case, so that two clients would read two things. */
    public static boolean hasCaseVariant(JsonNode holder) {
        for (String key : holder.propertyNames()) {
            for (String member : MEMBERS) {
                if (key.equalsIgnoreCase(member) && !key.equals(member)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True where a task has ended with an answer to the call that began it. */
    public static boolean hasOutcome(JsonNode holder) {
        return holder.has("result") || holder.has("error");
    }

    /** The answer to the call that began the task, as if it had come then; empty where it is none, or no final one. */
    public static Optional<Message.Response> outcome(JsonNode holder) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("jsonrpc", "2.0");
        body.put("id", "outcome");
        for (String member : OUTCOMES) {
            if (holder.has(member)) {
                body.set(member, holder.path(member));
            }
        }
        JsonNode result = holder.path("result");
        boolean last = result.path("resultType").asString("complete").equals("complete")
                && !result.has(InputRequired.REQUESTS);
        return last && MessageDecoder.decode(body) instanceof Message.Response response
                ? Optional.of(response.answering(McpMethod.TOOLS_CALL))
                : Optional.empty();
    }

    /** True for the parameters of a message that says to which task it belongs. Source: MCP 2025-11-25, Tasks. */
    public static boolean namesTask(JsonNode params) {
        return Meta.of(params).path(RELATED).has(ID);
    }

    /** {@code message} with other ids for the tasks that it names. */
    public static Message.Spoken renamed(Message.Spoken message, UnaryOperator<String> name) {
        JsonNode holder = message.content();
        JsonNode renamed = isState(message) ? renamed(holder, name) : holder;
        JsonNode created = holder.path(TASK);
        if (message instanceof Message.Response && created.has(ID)) {
            renamed = Shallow.with(renamed, TASK, renamed(created, name));
        }
        JsonNode related = Meta.of(holder).path(RELATED);
        if (related.has(ID)) {
            renamed =
                    Shallow.with(renamed, Meta.MEMBER, Shallow.with(Meta.of(renamed), RELATED, renamed(related, name)));
        }
        return renamed instanceof ObjectNode other && !other.equals(holder) ? message.with(other) : message;
    }

    private static JsonNode renamed(JsonNode holder, UnaryOperator<String> name) {
        JsonNode id = holder.path(ID);
        return id.isString() ? Shallow.with(holder, ID, StringNode.valueOf(name.apply(id.asString()))) : holder;
    }
}
