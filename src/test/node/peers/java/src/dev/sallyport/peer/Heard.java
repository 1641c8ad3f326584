package dev.sallyport.peer;

import io.modelcontextprotocol.client.McpClient.SyncSpec;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What servers tell one client unasked, and what it answers where they ask. */
final class Heard {
    private static final long LIMIT_MS = 20_000;
    private static final long STEP_MS = 20;

    final List<Object> progress = new CopyOnWriteArrayList<>();
    final List<Object> logs = new CopyOnWriteArrayList<>();
    final List<Object> changes = new CopyOnWriteArrayList<>();
    final List<Object> updates = new CopyOnWriteArrayList<>();

    /** A client with {@code roots} that tells this what it hears. */
    McpSyncClient listen(SyncSpec client, List<Root> roots) {
        return client.capabilities(ClientCapabilities.builder()
                        .sampling()
                        .elicitation(true, false)
                        .roots(false)
                        .build())
                .roots(roots)
                .sampling(Heard::sample)
                .elicitation(Heard::accept)
                .progressConsumer(progress::add)
                .loggingConsumer(logs::add)
                .toolsChangeConsumer(tools -> changes.add("tools/list_changed"))
                // the SDK reads what was updated, and tells what it read
                .resourcesUpdateConsumer(contents -> contents.forEach(each -> updates.add(each.uri())))
                .build();
    }

    private static CreateMessageResult sample(CreateMessageRequest request) {
        return CreateMessageResult.builder(Role.ASSISTANT, "sampled text", "none")
                .build();
    }

    private static ElicitResult accept(ElicitFormRequest request) {
        List<?> required = (List<?>) request.requestedSchema().getOrDefault("required", List.of());
        Map<String, Object> content =
                required.stream().map(String::valueOf).collect(Collectors.toMap(Function.identity(), name -> "text"));
        return new ElicitResult(ElicitResult.Action.ACCEPT, content);
    }

    /** What is in {@code heard} once anything is. */
    static List<Object> await(List<Object> heard) {
        return await(heard, 1);
    }

    /** What is in {@code heard} once it is {@code count} things. */
    static List<Object> await(List<Object> heard, int count) {
        long end = System.nanoTime() + LIMIT_MS * 1_000_000;
        while (heard.size() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("nothing heard within " + LIMIT_MS + " ms");
            }
            pause(STEP_MS);
        }
        return heard;
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }
}
