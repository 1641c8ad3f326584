package dev.sallyport.practice.audit.signal;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Exchange;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which tools reach beyond their servers: those that say so, and those of whose arguments the settings say that they are a URL or a host. */
final class Sending {
    private static final Set<String> OUTWARD = Set.of("url", "host");

    private final Map<String, Map<String, Map<String, String>>> classes;

    /** By the classes of arguments that {@code classes} declare by server, tool and JSON pointer. */
    Sending(Map<String, Map<String, Map<String, String>>> classes) {
        this.classes = classes;
    }

    /** True where the call of {@code exchange} sends something out. */
    boolean isSending(Exchange exchange) {
        Definition called = exchange.definition();
        if (called.isNone()) {
            return false;
        }
        JsonNode hints = called.member("annotations");
        // absent means true by the specification; that would be nearly every tool
        if (hints.path("openWorldHint").asBoolean(false)
                && !hints.path("readOnlyHint").asBoolean(false)) {
            return true;
        }
        Map<String, Map<String, String>> tools = classes.get(exchange.server());
        Map<String, String> places = tools == null ? null : tools.get(called.name());
        return places != null && places.values().stream().anyMatch(OUTWARD::contains);
    }
}
