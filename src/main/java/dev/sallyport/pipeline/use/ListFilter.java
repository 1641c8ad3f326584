package dev.sallyport.pipeline.use;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Leaves out of a list what its reader may not know. */
public final class ListFilter {
    /** A longer list is not gone through on the loop. */
    public static final int QUICK_ITEMS_MAX = 64;

    private ListFilter() {}

    /** True for a list of what can be used. */
    public static boolean isList(String method) {
        return kind(method) != null;
    }

    private static @Nullable Kind kind(String method) {
        return switch (method) {
            case McpMethod.TOOLS_LIST -> Kind.TOOL;
            case McpMethod.PROMPTS_LIST -> Kind.PROMPT;
            case McpMethod.RESOURCES_LIST -> Kind.RESOURCE;
            case McpMethod.RESOURCE_TEMPLATES_LIST -> Kind.TEMPLATE;
            default -> null;
        };
    }

    /** The list in {@code response} as its reader may see it; where something is left out, for {@code reason}. */
    public static Verdict filter(Exchange exchange, Message.Response response, Visibility visibility, Reason reason) {
        Kind kind = kind(response.method());
        if (kind == null || response.isError() || !(response.result() instanceof ObjectNode result)) {
            return Verdict.PASS;
        }
        JsonNode items = result.path(kind.member());
        if (items.size() > QUICK_ITEMS_MAX && exchange.loop().isCurrent()) {
            return new Verdict.Defer(Lane.CPU);
        }
        Optional<Exposure> exposure = exposure(exchange);
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : items) {
            String name = item.path(kind.key()).asString("");
            Target target = exposure.isPresent()
                    ? target(exposure.get(), kind, name)
                    : new Target(exchange.server(), definition(name, item));
            if (isOurs(target, exposure, name) || visibility.shows(exchange, kind, target)) {
                shown.add(item);
            }
        }
        if (shown.size() == items.size()) {
            return Verdict.PASS;
        }
        return new Verdict.Replace(response.with(Shallow.with(result, kind.member(), shown)), reason);
    }

    /** The gateway's own tools search among those that are shown. */
    private static boolean isOurs(Target target, Optional<Exposure> exposure, String name) {
        return target.isNone() && exposure.isPresent() && exposure.get().isSearched() && SearchTools.isOne(name);
    }

    private static Definition definition(String name, JsonNode item) {
        return item instanceof ObjectNode json ? Definition.of(name, json) : Definition.NONE;
    }

    private static Target target(Exposure exposure, Kind kind, String name) {
        return switch (kind) {
            case TOOL -> exposure.tool(name);
            case PROMPT -> exposure.prompt(name);
            case RESOURCE -> exposure.resource(name);
            case TEMPLATE -> exposure.template(name);
        };
    }

    /** The server of a resource that is read through the route of {@code exchange}. */
    public static String owner(Exchange exchange, String uri) {
        return exposure(exchange).map(several -> several.resource(uri).server()).orElse(exchange.server());
    }

    private static Optional<Exposure> exposure(Exchange exchange) {
        Upstream upstream =
                exchange.snapshot().servers().get(exchange.envelope().route());
        return upstream == null ? Optional.empty() : upstream.exposure();
    }
}
