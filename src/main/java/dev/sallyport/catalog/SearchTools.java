package dev.sallyport.catalog;

import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two tools that stand for all others where a catalog is too long for a model: one finds tools by words, the other calls one that
 * was found, so that clients that call only what is listed can call it too.
 */
public final class SearchTools {
    /** The tool that finds tools: {@code query}, and {@code limit} as the most to find. */
    public static final Definition FIND = tool("""
            {"name": "find_tools",
             "title": "Find tools",
             "description": "Finds the tools of all connected servers that fit a query, best first, each with its name, \
            description and input schema. Call what was found with call_tool. It compares words, not meanings: ask again in other \
            words where nothing fits.",
             "inputSchema": {"type": "object", "required": ["query"], "properties": {
               "query": {"type": "string", "maxLength": 1024, "description": "what the tool should do, in a few words"},
               "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}}},
             "annotations": {"readOnlyHint": true, "openWorldHint": false}}""");

    /** The tool that calls a tool: {@code name} and {@code arguments}. */
    public static final Definition CALL = tool("""
            {"name": "call_tool",
             "title": "Call a tool",
             "description": "Calls a tool that find_tools has found, with arguments that fit its input schema.",
             "inputSchema": {"type": "object", "required": ["name"], "properties": {
               "name": {"type": "string", "description": "the name of the tool, as find_tools gave it"},
               "arguments": {"type": "object", "description": "the arguments, by the input schema of that tool"}}}}""");

    private SearchTools() {}

    /** True for the name of one of them. */
    public static boolean isOne(String name) {
        return name.equals(FIND.name()) || name.equals(CALL.name());
    }

    /** Both, as a list of tools has them. */
    static Listed.Page page() {
        ArrayNode both = JsonNodeFactory.instance.arrayNode();
        both.add(FIND.json()).add(CALL.json());
        return new Listed.Page(both, Optional.empty());
    }

    private static Definition tool(String json) {
        JsonRead.Value read = (JsonRead.Value) new JsonReader().read(json.getBytes(StandardCharsets.UTF_8));
        ObjectNode tool = (ObjectNode) read.root();
        return Definition.of(tool.path("name").asString(), tool);
    }
}
