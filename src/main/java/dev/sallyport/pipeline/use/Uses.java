package dev.sallyport.pipeline.use;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.LegacyMethod;
import tools.jackson.databind.JsonNode;

/**
 * What a request would do, and with what: to subscribe is to read, to complete is to use what is completed, and a task goes on as long
 * as its tool could be called.
 */
public final class Uses {
    private static final String PROMPT = "ref/prompt";

    private Uses() {}

    /** The method of MCP that {@code request} stands for; empty where it does no more than the protocol needs. */
    public static String action(Exchange exchange, Message.Request request) {
        return switch (request.method()) {
            case McpMethod.INITIALIZE,
                    McpMethod.DISCOVER,
                    LegacyMethod.PING,
                    McpMethod.LISTEN,
                    LegacyMethod.SET_LEVEL,
                    McpMethod.TOOLS_LIST,
                    McpMethod.PROMPTS_LIST,
                    McpMethod.RESOURCES_LIST,
                    McpMethod.RESOURCE_TEMPLATES_LIST,
                    McpMethod.RESOURCES_UNSUBSCRIBE -> "";
            case McpMethod.TOOLS_CALL -> exchange.definition().equals(SearchTools.FIND) ? "" : McpMethod.TOOLS_CALL;
            case McpMethod.RESOURCES_SUBSCRIBE -> McpMethod.RESOURCES_READ;
            case McpMethod.COMPLETE -> isOfPrompt(request) ? McpMethod.PROMPTS_GET : McpMethod.RESOURCES_READ;
            default ->
                !TaskForm.isMethod(request.method())
                        ? request.method()
                        : exchange.definition().isNone() ? "" : McpMethod.TOOLS_CALL;
        };
    }

    /** The server's own name of the tool or prompt, the URI of the resource, or empty for the server itself. */
    public static String name(Exchange exchange, Message.Request request) {
        JsonNode params = request.params();
        return switch (request.method()) {
            case McpMethod.TOOLS_CALL -> {
                Definition tool = exchange.definition();
                yield tool.isNone() ? text(params, "name") : tool.name();
            }
            case McpMethod.PROMPTS_GET -> text(params, "name");
            case McpMethod.RESOURCES_READ, McpMethod.RESOURCES_SUBSCRIBE -> text(params, "uri");
            case McpMethod.COMPLETE -> text(params.path("ref"), isOfPrompt(request) ? "name" : "uri");
            default ->
                TaskForm.isMethod(request.method()) ? exchange.definition().name() : "";
        };
    }

    /** What could be done with what is listed. */
    public static String action(Kind kind) {
        return switch (kind) {
            case TOOL -> McpMethod.TOOLS_CALL;
            case PROMPT -> McpMethod.PROMPTS_GET;
            case RESOURCE, TEMPLATE -> McpMethod.RESOURCES_READ;
        };
    }

    private static boolean isOfPrompt(Message.Request request) {
        return text(request.params().path("ref"), "type").equals(PROMPT);
    }

    private static String text(JsonNode params, String member) {
        return params.path(member).asString("");
    }
}
