package dev.sallyport.practice.access;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.use.UriForm;
import dev.sallyport.pipeline.use.Uses;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
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
        String action = Uses.action(exchange, request);
        if (action.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Use(
                action, exchange.server(), Uses.name(exchange, request), exchange.definition(), arguments(request)));
    }

    /** What could be done with what is listed. */
    static Use of(Kind kind, Target target) {
        return new Use(Uses.action(kind), target.server(), target.ownName(), target.definition(), Optional.empty());
    }

    /** The same by the plain form of the URI, where it is about a resource. */
    Use plain() {
        String form = action.equals(McpMethod.RESOURCES_READ) ? UriForm.plain(name) : name;
        return form.equals(name) ? this : new Use(action, server, form, definition, arguments);
    }

    /** The call of {@code tool} with what the client has said. */
    static Use called(Exchange exchange, Target tool) {
        return new Use(
                McpMethod.TOOLS_CALL, tool.server(), tool.ownName(), tool.definition(), arguments((Message.Request)
                        exchange.message()));
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

    private static Optional<JsonNode> arguments(Message.Request request) {
        JsonNode params = request.params();
        return switch (request.method()) {
            case McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET -> {
                JsonNode arguments = params.path("arguments");
                yield Optional.of(arguments.isObject() ? arguments : NOTHING);
            }
            case McpMethod.RESOURCES_READ, McpMethod.RESOURCES_SUBSCRIBE -> Optional.of(NOTHING);
            case McpMethod.COMPLETE -> Optional.empty();
            default -> TaskForm.isMethod(request.method()) ? Optional.empty() : Optional.of(params);
        };
    }
}
