package dev.sallyport.protocol.legacy;

import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of itself: once, in the handshake of the older era, or with every request in the newer.
 *
 * @param capabilities what it is able to do for the server
 * @param info its name and version, or an empty object
 */
public record ClientFacts(ObjectNode capabilities, ObjectNode info) {
    /** What a client says in the parameters of {@code initialize}, but for tasks, which the newer era has in another form. */
    public static ClientFacts ofInitialize(JsonNode params) {
        return new ClientFacts(able(params.path("capabilities")), Shallow.copy(params.path("clientInfo")));
    }

    /** What a client says in the metadata of a request, but for tasks, which the older era has in another form. */
    public static ClientFacts ofMeta(JsonNode meta) {
        return new ClientFacts(able(meta.path(Meta.CLIENT_CAPABILITIES)), Shallow.copy(meta.path(Meta.CLIENT_INFO)));
    }

    /** The same client, which also takes a task for an answer. */
    public ClientFacts tasking() {
        ObjectNode able = Shallow.copy(capabilities);
        ServerFacts.extension(able, true);
        return new ClientFacts(able, info);
    }

    private static ObjectNode able(JsonNode capabilities) {
        ObjectNode able = Shallow.copy(capabilities);
        able.remove("tasks");
        ServerFacts.extension(able, false);
        return able;
    }

    /**
     * The parameters of an {@code initialize} that says the same. Extensions stay where they are: capabilities are an open set in
     * both eras. A name is demanded there.
     */
    public ObjectNode initialize() {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("protocolVersion", ProtocolVersion.V2025_11_25.text());
        params.set("capabilities", capabilities);
        ObjectNode named = Shallow.copy(info);
        if (!named.path("name").isString()) {
            named.put("name", "unnamed");
        }
        if (!named.path("version").isString()) {
            named.put("version", "0");
        }
        params.set("clientInfo", named);
        return params;
    }

    /** Adds to {@code meta} what every request of the newer era says; {@code logLevel} where it is not empty. */
    public void describe(ObjectNode meta, String logLevel) {
        meta.put(Meta.PROTOCOL_VERSION, ProtocolVersion.V2026_07_28.text());
        meta.set(Meta.CLIENT_CAPABILITIES, capabilities);
        if (!info.isEmpty()) {
            meta.set(Meta.CLIENT_INFO, info);
        }
        if (!logLevel.isEmpty()) {
            meta.put(Meta.LOG_LEVEL, logLevel);
        }
    }

    /** True where the client declared that it answers requests of {@code method}. */
    public boolean answers(String method) {
        return switch (method) {
            case McpMethod.SAMPLING_CREATE -> capabilities.path("sampling").isObject();
            case McpMethod.ELICITATION_CREATE ->
                capabilities.path("elicitation").isObject();
            case McpMethod.ROOTS_LIST -> capabilities.path("roots").isObject();
            default -> false;
        };
    }
}
