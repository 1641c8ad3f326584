package dev.sallyport.peer;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tools of the server: those of the Python peer. */
final class Tools {
    private static final long PAUSE_MS =
            300; // clients drop what arrives together with the result, and the SDK may send it later

    private Tools() {}

    /** What a tool does: it gives the text that it answers with. */
    private interface Body {
        String run(McpSyncServerExchange exchange, CallToolRequest request) throws InterruptedException;
    }

    /** The tools that need nothing but the exchange. */
    static List<SyncToolSpecification> all() {
        return List.of(
                tool(
                        "add",
                        object("a", "integer", "b", "integer"),
                        (exchange, call) -> "" + (number(call, "a") + number(call, "b"))),
                tool(
                        "greet",
                        object("name", "string"),
                        (exchange, call) -> "Hello, " + call.arguments().get("name")),
                fail(),
                tool("count", object("to", "integer"), Tools::count),
                tool("report", object(), Tools::report),
                tool("ask_name", object(), Tools::askName),
                tool("think", object(), Tools::think),
                tool("roots", object(), Tools::roots),
                tool("wait", object("seconds", "number"), Tools::pause));
    }

    /** Does what tells whoever listens that the list of tools changed. */
    static SyncToolSpecification change(Runnable notify) {
        return tool("change", object(), (exchange, call) -> {
            notify.run();
            return "changed";
        });
    }

    /** Does what tells whoever subscribed to one of two notes that it changed. */
    static SyncToolSpecification update(Consumer<String> notify) {
        return tool("update", object(), (exchange, call) -> {
            Stream.of("note://1", "note://2").forEach(notify);
            return "updated";
        });
    }

    private static SyncToolSpecification fail() {
        return new SyncToolSpecification(
                Tool.builder("fail", object()).build(), (exchange, call) -> CallToolResult.builder()
                        .addTextContent("this tool fails on purpose")
                        .isError(true)
                        .build());
    }

    private static String count(McpSyncServerExchange exchange, CallToolRequest call) throws InterruptedException {
        int to = number(call, "to");
        for (int step = 1; step <= to; step++) {
            exchange.progressNotification(ProgressNotification.builder(call.progressToken(), step)
                    .total((double) to)
                    .message("step " + step)
                    .build());
        }
        Thread.sleep(PAUSE_MS);
        return "counted to " + to;
    }

    private static String report(McpSyncServerExchange exchange, CallToolRequest call) throws InterruptedException {
        exchange.loggingNotification(LoggingMessageNotification.builder(LoggingLevel.INFO, "reported")
                .build());
        Thread.sleep(PAUSE_MS);
        return "done";
    }

    private static String askName(McpSyncServerExchange exchange, CallToolRequest call) {
        var answer =
                exchange.createElicitation(ElicitFormRequest.builder("What is your name?", object("name", "string"))
                        .build());
        return "Hello, " + answer.content().get("name");
    }

    private static String think(McpSyncServerExchange exchange, CallToolRequest call) {
        var question =
                new SamplingMessage(Role.USER, TextContent.builder("Think.").build());
        var thought = exchange.createMessage(
                CreateMessageRequest.builder(List.of(question), 20).build());
        return "thought: " + ((TextContent) thought.content()).text();
    }

    private static String roots(McpSyncServerExchange exchange, CallToolRequest call) {
        return exchange.listRoots().roots().stream().map(Root::uri).collect(Collectors.joining(", "));
    }

    private static String pause(McpSyncServerExchange exchange, CallToolRequest call) throws InterruptedException {
        Thread.sleep(number(call, "seconds") * 1000L);
        return "completed";
    }

    private static SyncToolSpecification tool(String name, Map<String, Object> schema, Body body) {
        return new SyncToolSpecification(Tool.builder(name, schema).build(), (exchange, call) -> {
            try {
                return CallToolResult.builder()
                        .addTextContent(body.run(exchange, call))
                        .build();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", ended);
            }
        });
    }

    /** A schema of required properties: name, type, name, type and so on. */
    private static Map<String, Object> object(String... namesAndTypes) {
        List<Integer> places = Stream.iterate(0, place -> place < namesAndTypes.length, place -> place + 2)
                .toList();
        return Map.of(
                "type", "object",
                "properties",
                        places.stream()
                                .collect(Collectors.toMap(
                                        at -> namesAndTypes[at], at -> Map.of("type", namesAndTypes[at + 1]))),
                "required", places.stream().map(at -> namesAndTypes[at]).toList());
    }

    private static int number(CallToolRequest call, String name) {
        return ((Number) call.arguments().get(name)).intValue();
    }
}
