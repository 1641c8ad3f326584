package dev.sallyport.observe.telemetry;

import dev.sallyport.observe.Operation;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.McpMethod;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** How long operations and sessions took, as the conventions have it. What clients and servers can make up is no attribute. */
final class Durations {
    private static final double NANOS = 1e9;
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final List<Double> BOUNDS_SECONDS =
            List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1d, 2d, 5d, 10d, 30d, 60d, 120d, 300d);

    private final DoubleHistogram server;
    private final DoubleHistogram client;
    private final DoubleHistogram serverSessions;
    private final DoubleHistogram clientSessions;

    Durations(Meter meter) {
        server = histogram(meter, "mcp.server.operation.duration");
        client = histogram(meter, "mcp.client.operation.duration");
        serverSessions = histogram(meter, "mcp.server.session.duration");
        clientSessions = histogram(meter, "mcp.client.session.duration");
    }

    private static DoubleHistogram histogram(Meter meter, String name) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(BOUNDS_SECONDS)
                .build();
    }

    /** An operation ended; streams, which last for hours, are none. */
    void ended(Exchange exchange) {
        if (exchange.method().equals(McpMethod.LISTEN)) {
            return;
        }
        server.record(exchange.tookNanos() / NANOS, attributes(exchange, Operation.error(exchange)));
        if (exchange.roundtrip().isSent()) {
            client.record(
                    Operation.upstreamNanos(exchange) / NANOS, attributes(exchange, Operation.upstreamError(exchange)));
        }
    }

    /** A session of a client of the older era ended. */
    void ended(Session session, Session.End why) {
        record(serverSessions, session, why);
    }

    /** A session at a server of the older era ended. */
    void endedAtServer(Session session, Session.End why) {
        record(clientSessions, session, why);
    }

    /** That it was lost is the one end which is an error. */
    private static void record(DoubleHistogram sessions, Session session, Session.End why) {
        Attributes error = why == Session.End.LOST ? Attributes.of(ERROR, why.text()) : Attributes.empty();
        sessions.record((System.nanoTime() - session.beganNanos()) / NANOS, error);
    }

    private static Attributes attributes(Exchange exchange, String error) {
        AttributesBuilder attributes = Attributes.builder().put("mcp.method.name", Operation.knownMethod(exchange));
        String target = Operation.knownTarget(exchange);
        if (!target.isEmpty()) {
            attributes.put(
                    exchange.method().equals(McpMethod.PROMPTS_GET) ? "gen_ai.prompt.name" : "gen_ai.tool.name",
                    target);
        }
        if (exchange.method().equals(McpMethod.TOOLS_CALL)) {
            attributes.put("gen_ai.operation.name", "execute_tool");
        }
        if (!error.isEmpty()) {
            attributes.put(ERROR, Operation.knownError(error));
        }
        return attributes.build();
    }
}
