package dev.sallyport.practice.access;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.LegacyMethod;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One thing that a message would have done, for which the policy is asked.
 *
 * @param action the method of MCP that does it
 * @param server at which server
 * @param name the server's own name of the tool or prompt, the URI of the resource, or empty for the server itself
 * @param definition what the server says of it, or {@link Definition#NONE}
 * @param arguments with what; empty while that is not known
 */
record Use(String action, String server, String name, Definition definition, Optional<JsonNode> arguments) {
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    /** What {@code request} does; empty where it does no more than the protocol needs. */
    static Optional<Use> of(Exchange exchange, Message.Request request) {
        String server = exchange.server();
        JsonNode params = request.params();
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
                    McpMethod.RESOURCES_UNSUBSCRIBE -> Optional.empty();
            case McpMethod.TOOLS_CALL -> {
                Definition tool = exchange.definition();
                String name = tool.isNone() ? text(params, "name") : tool.name();
                yield Optional.of(new Use(request.method(), server, name, tool, arguments(params)));
            }
            case McpMethod.PROMPTS_GET ->
                Optional.of(
                        new Use(request.method(), server, text(params, "name"), Definition.NONE, arguments(params)));
            case McpMethod.RESOURCES_READ, McpMethod.RESOURCES_SUBSCRIBE ->
                Optional.of(resource(server, text(params, "uri")));
            case McpMethod.COMPLETE -> Optional.of(completed(server, params.path("ref")));
            default ->
                TaskForm.isMethod(request.method())
                        ? task(exchange)
                        : Optional.of(new Use(request.method(), server, "", Definition.NONE, Optional.of(params)));
        };
    }

    /** What could be done with what is listed. */
    static Use of(Kind kind, Target target) {
        String action =
                switch (kind) {
                    case TOOL -> McpMethod.TOOLS_CALL;
                    case PROMPT -> McpMethod.PROMPTS_GET;
                    case RESOURCE, TEMPLATE -> McpMethod.RESOURCES_READ;
                };
        return new Use(action, target.server(), target.ownName(), target.definition(), Optional.empty());
    }

    /** What a server does that asks its client for something. */
    static Use asked(Exchange exchange, Message.Request request) {
        return new Use(request.method(), exchange.server(), "", Definition.NONE, Optional.of(request.params()));
    }

    /** True for the call of a tool whose definition is known. */
    boolean isOfTool() {
        return action.equals(McpMethod.TOOLS_CALL) && !definition.isNone();
    }

    /** The reading of a resource. */
    static Use resource(String server, String uri) {
        return new Use(McpMethod.RESOURCES_READ, server, uri, Definition.NONE, Optional.of(NOTHING));
    }

    /** A tool's task goes on as long as the tool could be called. */
    private static Optional<Use> task(Exchange exchange) {
        Definition tool = exchange.definition();
        return tool.isNone() ? Optional.empty() : Optional.of(of(Kind.TOOL, new Target(exchange.server(), tool)));
    }

    private static Use completed(String server, JsonNode ref) {
        boolean prompt = text(ref, "type").equals("ref/prompt");
        return new Use(
                prompt ? McpMethod.PROMPTS_GET : McpMethod.RESOURCES_READ,
                server,
                text(ref, prompt ? "name" : "uri"),
                Definition.NONE,
                Optional.empty());
    }

    private static Optional<JsonNode> arguments(JsonNode params) {
        JsonNode arguments = params.path("arguments");
        return Optional.of(arguments.isObject() ? arguments : NOTHING);
    }

    private static String text(JsonNode params, String member) {
        return params.path(member).asString("");
    }
}
