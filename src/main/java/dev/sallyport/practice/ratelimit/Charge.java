package dev.sallyport.practice.ratelimit;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a request makes a server do that costs something.
 *
 * @param server which server
 * @param name its own name of the tool or prompt, or the URI of the resource
 */
record Charge(String server, String name) {
    /** What {@code request} costs; empty where it only keeps the protocol going, or the gateway itself answers. */
    static Optional<Charge> of(Exchange exchange, Message.Request request) {
        JsonNode params = request.params();
        return switch (request.method()) {
            case McpMethod.TOOLS_CALL -> {
                Definition tool = exchange.definition();
                yield tool.equals(SearchTools.FIND)
                        ? Optional.empty()
                        : named(exchange, tool.isNone() ? text(params, "name") : tool.name());
            }
            case McpMethod.PROMPTS_GET -> named(exchange, text(params, "name"));
            case McpMethod.RESOURCES_READ -> named(exchange, text(params, "uri"));
            case McpMethod.COMPLETE -> {
                JsonNode ref = params.path("ref");
                yield named(exchange, ref.has("uri") ? text(ref, "uri") : text(ref, "name"));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Charge> named(Exchange exchange, String name) {
        return Optional.of(new Charge(exchange.server(), name));
    }

    private static String text(JsonNode params, String member) {
        return params.path(member).asString("");
    }
}
