package dev.sallyport.peer;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.Root;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients on the MCP Java SDK, all in one process: each line of standard input is a plan with an id and a server, {@code url} with
 * {@code authorization} or {@code command}; each line of standard output is the id and what that client saw of each feature.
 */
public final class Client {
    private static final McpJsonMapper JSON = McpJsonDefaults.getMapper();
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);

    private Client() {}

    /** A line of standard input. */
    public record Order(
            int id, String url, String authorization, List<String> command, Map<String, Map<String, Object>> plan) {}

    /** Runs plans side by side until standard input ends. */
    public static void main(String... arguments) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Order order = JSON.readValue(line, Order.class);
            Thread.ofVirtual().start(() -> answer(order));
        }
        System.exit(0); // the SDK's threads would stay
    }

    private static void answer(Order order) {
        Map<String, Object> answer = new LinkedHashMap<>(Map.of("id", order.id()));
        try {
            answer.put("seen", run(order));
        } catch (RuntimeException failure) {
            answer.put("error", reason(failure));
        }
        print(answer);
    }

    private static Map<String, Object> run(Order order) {
        var heard = new Heard();
        try (McpSyncClient client =
                heard.listen(McpClient.sync(transport(order)).requestTimeout(REQUEST_LIMIT), roots(order))) {
            client.initialize();
            var steps = new Steps(client, heard);
            Map<String, Object> seen = new LinkedHashMap<>();
            order.plan().forEach((feature, wanted) -> seen.put(feature, outcome(steps, feature, wanted)));
            client.closeGracefully();
            return seen;
        }
    }

    @SuppressWarnings("unchecked") // as the plans have it
    private static List<Root> roots(Order order) {
        Map<String, Object> wanted = order.plan().getOrDefault("roots", Map.of());
        var roots = (List<Map<String, String>>) wanted.getOrDefault("roots", List.of());
        return roots.stream()
                .map(root ->
                        Root.builder(root.get("uri")).name(root.get("name")).build())
                .toList();
    }

    private static Map<String, Object> outcome(Steps steps, String feature, Map<String, Object> wanted) {
        try {
            return Map.of("value", steps.run(feature, wanted));
        } catch (RuntimeException failure) { // whatever it is, it is what the client saw
            return Map.of("error", reason(failure));
        }
    }

    private static String reason(RuntimeException failure) {
        return McpError.findRootCause(failure).toString();
    }

    private static McpClientTransport transport(Order order) {
        if (order.command() != null) {
            List<String> command = order.command();
            return new StdioClientTransport(
                    ServerParameters.builder(command.getFirst())
                            .args(command.subList(1, command.size()))
                            .build(),
                    JSON);
        }
        URI url = URI.create(order.url());
        HttpRequest.Builder request = HttpRequest.newBuilder();
        if (order.authorization() != null) {
            request.header("Authorization", order.authorization());
        }
        return HttpClientStreamableHttpTransport.builder(url.resolve("/").toString())
                .endpoint(url.getPath())
                .requestBuilder(request)
                .build();
    }

    private static synchronized void print(Map<String, Object> answer) {
        try {
            System.out.println(JSON.writeValueAsString(answer));
        } catch (IOException unwritable) {
            throw new IllegalStateException(unwritable);
        }
    }
}
