package dev.sallyport.catalog;

import dev.sallyport.protocol.TaskForm;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The capabilities of many servers as those of one. Source: MCP 2026-07-28, Discovery. */
final class Capabilities {
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;
    private static final List<String> LISTS = List.of("tools", "prompts", "resources");
    private static final List<String> SWITCHES = List.of("completions", "logging");

    private Capabilities() {}

    /**
     * What any server has. Lists can change, because the sum can; where a server is unknown all lists are there, since it may
     * bring any. Tasks are there where one server has them, other extensions where all servers that have one say the same of it;
     * experiments are not.
     */
    static ObjectNode merged(Collection<Inventory.Known> servers, boolean someAreUnknown) {
        ObjectNode merged = FACTORY.objectNode();
        for (String list : LISTS) {
            if (someAreUnknown || servers.stream().anyMatch(server -> server.has(list))) {
                merged.putObject(list).put("listChanged", true);
            }
        }
        boolean subscribe = servers.stream().anyMatch(server -> server.capabilities()
                .path("resources")
                .path("subscribe")
                .asBoolean(false));
        if (subscribe) {
            merged.withObject("/resources").put("subscribe", true);
        }
        for (String name : SWITCHES) {
            if (servers.stream().anyMatch(server -> server.has(name))) {
                merged.putObject(name);
            }
        }
        ObjectNode extensions = extensions(servers);
        if (!extensions.isEmpty()) {
            merged.set("extensions", extensions);
        }
        return merged;
    }

    private static ObjectNode extensions(Collection<Inventory.Known> servers) {
        ObjectNode merged = FACTORY.objectNode();
        Set<String> disputed = new HashSet<>();
        for (Inventory.Known server : servers) {
            for (Map.Entry<String, JsonNode> extension :
                    server.capabilities().path("extensions").properties()) {
                JsonNode known = merged.path(extension.getKey());
                if (!known.isMissingNode() && !known.equals(extension.getValue())) {
                    disputed.add(extension.getKey());
                } else {
                    merged.set(extension.getKey(), extension.getValue());
                }
            }
        }
        merged.remove(disputed);
        // a task is known by its server, whatever that says of tasks otherwise; nothing is defined to be said
        if (servers.stream().anyMatch(server -> TaskForm.isIn(server.capabilities()))) {
            merged.putObject(TaskForm.EXTENSION);
        }
        return merged;
    }
}
