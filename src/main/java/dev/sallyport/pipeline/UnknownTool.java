package dev.sallyport.pipeline;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.catalog.Target;
import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.protocol.Message;
import java.util.Collection;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What is said of a call to a tool that is not there: which one may have been meant, of those that the caller is shown, or which
 * server is away, of those that the caller is shown.
 */
final class UnknownTool {
    private UnknownTool() {}

    /** Of a tool of one server. */
    static Hint hint(Exchange exchange, Catalog catalog, Message.Request request) {
        Predicate<String> seen = name -> isSeen(exchange, new Target(exchange.server(), catalog.tool(name)));
        return named(called(request.params()), catalog.names(), seen);
    }

    /** Of a tool of several servers as one. */
    static Hint hint(Exchange exchange, Exposure exposure, Message.Request request) {
        JsonNode params = request.params();
        boolean found = exposure.isSearched() && called(params).equals(SearchTools.CALL.name());
        String name = called(found ? params.path("arguments") : params);
        for (String server : exposure.missing().keySet()) {
            if (name.startsWith(server + "_")) {
                return new Hint.Mend(
                        "the server `" + server + "`, which may have this tool, is missing at the moment (`"
                                + exposure.missing().get(server) + "`): try again later");
            }
        }
        return named(name, exposure.toolNames(), tool -> isSeen(exchange, exposure.tool(tool)));
    }

    private static boolean isSeen(Exchange exchange, Target tool) {
        return exchange.snapshot().visibility().shows(exchange, Kind.TOOL, tool);
    }

    private static Hint named(String name, Collection<String> known, Predicate<String> seen) {
        String near = NearestName.suggestion(name, known.stream().filter(seen).toList());
        return new Hint.Mend("there is no tool of this name here" + (near.isEmpty() ? "" : "; " + near));
    }

    private static String called(JsonNode object) {
        return object.path("name").asString("");
    }
}
