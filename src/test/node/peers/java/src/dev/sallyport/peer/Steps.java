package dev.sallyport.peer;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.SubscribeRequest;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.UnsubscribeRequest;
import java.util.List;
import java.util.Map;

/** The features of the matrix, each run in one session. */
record Steps(McpSyncClient client, Heard heard) {

    /** What the client saw of a feature, as the plan wants it. */
    Object run(String feature, Map<String, Object> wanted) {
        return switch (feature) {
            case "handshake" ->
                List.of(client.getCurrentInitializationResult().protocolVersion(), client.getServerInfo());
            case "tools" -> client.listTools().tools().stream().map(Tool::name).toList();
            case "call", "elicitation", "sampling", "roots" -> call(wanted);
            case "error" -> error(wanted);
            case "progress" -> progress(wanted);
            case "log" -> log(wanted);
            case "resources" -> resources(wanted);
            case "prompts" -> prompts(wanted);
            case "completion" -> completion(object(wanted, "ref"), object(wanted, "argument"));
            case "changed" -> changed(wanted);
            case "subscribe" -> subscribe(wanted);
            default -> throw new IllegalArgumentException("no step " + feature);
        };
    }

    private CallToolResult call(Map<String, Object> wanted) {
        return client.callTool(CallToolRequest.builder(name(wanted))
                .arguments(object(wanted, "args"))
                .build());
    }

    private Object error(Map<String, Object> wanted) {
        try {
            return call(wanted);
        } catch (McpError error) {
            return Map.of("isError", true, "error", error.getJsonRpcError());
        }
    }

    private Object progress(Map<String, Object> wanted) {
        client.callTool(CallToolRequest.builder(name(wanted))
                .arguments(object(wanted, "args"))
                .progressToken("progress")
                .build());
        return heard.progress;
    }

    private Object log(Map<String, Object> wanted) {
        if (client.getServerCapabilities().logging() != null) {
            client.setLoggingLevel(LoggingLevel.DEBUG);
        }
        call(wanted);
        return Heard.await(heard.logs);
    }

    private Object resources(Map<String, Object> wanted) {
        return List.of(
                client.listResources(),
                client.listResourceTemplates(),
                client.readResource(
                        ReadResourceRequest.builder((String) wanted.get("uri")).build()));
    }

    private Object prompts(Map<String, Object> wanted) {
        var request = GetPromptRequest.builder(name(wanted))
                .arguments(object(wanted, "args"))
                .build();
        return List.of(client.listPrompts(), client.getPrompt(request));
    }

    private Object completion(Map<String, Object> ref, Map<String, Object> argument) {
        var begun = new CompleteArgument(name(argument), (String) argument.get("value"));
        return client.completeCompletion(
                CompleteRequest.builder(new PromptReference(name(ref)), begun).build());
    }

    private Object changed(Map<String, Object> wanted) {
        heard.changes.clear();
        call(wanted);
        return Heard.await(heard.changes);
    }

    @SuppressWarnings("unchecked") // as the plans have it
    private Object subscribe(Map<String, Object> wanted) {
        var uris = (List<String>) wanted.get("uris");
        var triggers = (Map<String, List<String>>) wanted.get("triggers");
        uris.forEach(
                uri -> client.subscribeResource(SubscribeRequest.builder(uri).build()));
        List<Object> both = updates(triggers.get("both"), 2);
        client.unsubscribeResource(UnsubscribeRequest.builder(uris.getFirst()).build());
        List<Object> one = updates(triggers.get("one"), 1);
        client.unsubscribeResource(UnsubscribeRequest.builder(uris.getLast()).build());
        updates(triggers.get("end"), 0);
        return Map.of("both", both, "one", one);
    }

    private List<Object> updates(List<String> tools, int count) {
        heard.updates.clear();
        tools.forEach(tool -> call(Map.of("name", tool, "args", Map.of())));
        // the client reads what was updated before it tells, both at once
        return Heard.await(heard.updates, count).stream().sorted().toList();
    }

    private static String name(Map<String, Object> wanted) {
        return (String) wanted.get("name");
    }

    @SuppressWarnings("unchecked") // a JSON object
    private static Map<String, Object> object(Map<String, Object> wanted, String key) {
        return (Map<String, Object>) wanted.get(key);
    }
}
