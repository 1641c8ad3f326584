package dev.sallyport.observe;

import dev.sallyport.observe.MetricsText.Kind;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.protocol.McpMethod;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long operations took, by the conventions for MCP: those of clients here, and those of this gateway at servers. Streams are left out.
 * Bounded: what a client or server can make up is no label.
 * Source: OpenTelemetry, Semantic conventions for MCP, commit 0393513.
 */
final class Operations implements Measured {
    /** The buckets of the conventions. */
    static final double[] BOUNDS_SECONDS = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300};

    private static final int SERIES_MAX = 256;
    private static final Key FURTHER = new Key("_OTHER", "", "_OTHER");

    private final Map<Key, Histogram> server = new ConcurrentHashMap<>();
    private final Map<Key, Histogram> client = new ConcurrentHashMap<>();

    private record Key(String method, String target, String error) {}

    /** Counts an exchange that ended. */
    void add(Exchange exchange) {
        if (!Operation.isOperation(exchange) || exchange.method().equals(McpMethod.LISTEN)) {
            return;
        }
        String method = Operation.knownMethod(exchange);
        String target = Operation.knownTarget(exchange);
        String error = Operation.knownError(Operation.error(exchange));
        histogram(server, new Key(method, target, error)).add(exchange.tookNanos());
        if (exchange.roundtrip().isSent()) {
            String below = Operation.knownError(Operation.upstreamError(exchange));
            histogram(client, new Key(method, target, below)).add(Operation.upstreamNanos(exchange));
        }
    }

    private static Histogram histogram(Map<Key, Histogram> series, Key key) {
        @Nullable Histogram known = series.get(key);
        return known == null
                ? series.computeIfAbsent(series.size() < SERIES_MAX ? key : FURTHER, _ -> new Histogram(BOUNDS_SECONDS))
                : known;
    }

    @Override
    public void write(MetricsText text) {
        write(text, "mcp_server_operation_duration_seconds", "How long what clients asked took.", server);
        write(text, "mcp_client_operation_duration_seconds", "How long servers took.", client);
    }

    private static void write(MetricsText text, String name, String help, Map<Key, Histogram> series) {
        text.family(name, Kind.HISTOGRAM, help);
        series.forEach((key, histogram) -> histogram.write(
                text,
                name,
                "mcp_method_name",
                key.method(),
                key.method().equals(McpMethod.PROMPTS_GET) ? "gen_ai_prompt_name" : "gen_ai_tool_name",
                key.target(),
                "error_type",
                key.error()));
    }
}
