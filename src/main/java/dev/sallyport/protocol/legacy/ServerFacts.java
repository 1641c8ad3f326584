package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server says of itself, in answer to {@code initialize} or to {@code server/discover}.
 *
 * @param capabilities what it offers
 * @param info its name and version, or an empty object
 * @param instructions what it tells models, or empty
 */
public record ServerFacts(ObjectNode capabilities, ObjectNode info, String instructions) {
    /** What a server says in its answer to {@code initialize}. */
    public static ServerFacts ofInitialize(JsonNode result) {
        return new ServerFacts(
                Shallow.copy(result.path("capabilities")),
                Shallow.copy(result.path("serverInfo")),
                result.path("instructions").asString(""));
    }

    /** What a server says in its answer to {@code server/discover}. */
    public static ServerFacts ofDiscover(JsonNode result) {
        return new ServerFacts(
                Shallow.copy(result.path("capabilities")),
                Shallow.copy(Meta.of(result).path(Meta.SERVER_INFO)),
                result.path("instructions").asString(""));
    }

    /** That each list may be another now, as far as a server with {@code capabilities} tells changes of its lists. */
    public static List<Message.Notification> listsChanged(JsonNode capabilities) {
        return ListChange.told(capabilities).map(ListChange::notification).toList();
    }

    /**
     * The answer to an {@code initialize} that asked for {@code version}; the newest of the era where that is not spoken. Tasks are
     * there where the newest is spoken and the server makes them: to be listed and cancelled.
     */
    public ObjectNode initializeResult(String version) {
        ProtocolVersion asked = ProtocolVersion.of(version);
        boolean spoken = asked != ProtocolVersion.UNKNOWN && asked != ProtocolVersion.V2026_07_28;
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("protocolVersion", spoken ? version : ProtocolVersion.V2025_11_25.text());
        ObjectNode offered = Shallow.copy(capabilities);
        offered.remove("tasks");
        extension(offered, false);
        if (TaskForm.isIn(capabilities) && hasTasks(result)) {
            ObjectNode tasks = offered.putObject("tasks");
            tasks.putObject("list");
            tasks.putObject("cancel");
            tasks.putObject("requests").putObject("tools").putObject("call");
        }
        result.set("capabilities", offered);
        ObjectNode named = Shallow.copy(info);
        if (!named.path("name").isString()) {
            named.put("name", "unnamed");
        }
        if (!named.path("version").isString()) {
            named.put("version", "0");
        }
        result.set("serverInfo", named);
        if (!instructions.isEmpty()) {
            result.put("instructions", instructions);
        }
        return result;
    }

    /** True where the revision that {@code initialized} agrees on has tasks. */
    public static boolean hasTasks(JsonNode initialized) {
        return initialized.path("protocolVersion").asString("").equals(ProtocolVersion.V2025_11_25.text());
    }

    /** True where a server of the older era makes tasks of calls. */
    public boolean makesTasks() {
        return capabilities.at("/tasks/requests/tools/call").isObject();
    }

    /** True where a server of the older era gives a task up when it is asked to. */
    public boolean cancelsTasks() {
        return capabilities.at("/tasks/cancel").isObject();
    }

    /** The answer to {@code server/discover}; tasks of the older era are the extension of the newer. */
    public ObjectNode discoverResult() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("supportedVersions").add(ProtocolVersion.V2026_07_28.text());
        ObjectNode offered = Shallow.copy(capabilities);
        offered.remove("tasks");
        extension(offered, makesTasks());
        result.set("capabilities", offered);
        if (!instructions.isEmpty()) {
            result.put("instructions", instructions);
        }
        return result;
    }

    /** Puts the tasks extension into some capabilities, or takes it away. */
    static void extension(ObjectNode capabilities, boolean shown) {
        ObjectNode extensions = Shallow.copy(capabilities.path("extensions"));
        if (shown) {
            extensions.putObject(TaskForm.EXTENSION);
        } else if (extensions.remove(TaskForm.EXTENSION) == null) {
            return;
        }
        if (extensions.isEmpty()) {
            capabilities.remove("extensions");
        } else {
            capabilities.set("extensions", extensions);
        }
    }
}
