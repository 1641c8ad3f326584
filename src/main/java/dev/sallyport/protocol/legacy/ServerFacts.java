package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.json.Shallow;
import java.util.List;
import java.util.stream.Stream;
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
        return Stream.of("tools", "prompts", "resources")
                .filter(each -> capabilities.path(each).path("listChanged").asBoolean(false))
                .map(each -> JsonRpc.notification(
                        "notifications/" + each + "/list_changed", JsonNodeFactory.instance.objectNode()))
                .toList();
    }

    /**
     * The answer to an {@code initialize} that asked for {@code version}; the newest of the era where that is not spoken. Tasks are left
     * out, for the messages of the older era differ.
     */
    public ObjectNode initializeResult(String version) {
        ProtocolVersion asked = ProtocolVersion.of(version);
        boolean spoken = asked != ProtocolVersion.UNKNOWN && asked != ProtocolVersion.V2026_07_28;
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("protocolVersion", spoken ? version : ProtocolVersion.V2025_11_25.text());
        ObjectNode offered = Shallow.copy(capabilities);
        offered.remove("tasks");
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

    /** The answer to {@code server/discover}; tasks of the older era are left out, for their messages differ. */
    public ObjectNode discoverResult() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("supportedVersions").add(ProtocolVersion.V2026_07_28.text());
        ObjectNode offered = Shallow.copy(capabilities);
        offered.remove("tasks");
        result.set("capabilities", offered);
        if (!instructions.isEmpty()) {
            result.put("instructions", instructions);
        }
        return result;
    }
}
