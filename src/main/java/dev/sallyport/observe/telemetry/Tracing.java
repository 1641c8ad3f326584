package dev.sallyport.observe.telemetry;

import dev.sallyport.observe.Measured;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.Operation;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.trace.Spans;
import dev.sallyport.pipeline.trace.TraceContext;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Measures, and makes spans: one of kind SERVER for each request and notification of a client, and one of kind CLIENT below it for what
 * is sent to a server, which gets the latter's place in the trace. Nothing is made of what was refused before it was read: strangers could
 * fill a collector.
 */
public final class Tracing implements Recorder.Observer, Measured {
    private static final String TCP = "tcp";
    private static final String PIPE = "pipe";

    private final Function<String, Optional<URI>> servers;
    private final UnaryOperator<String> shown;
    private final Losses spans;
    private final Losses exports;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SdkMeterProvider meters;
    private final Durations durations;
    private final Map<Exchange, Pair> open = new ConcurrentHashMap<>();

    /** The spans of one exchange. */
    private record Pair(Span server, @Nullable Span client) {}

    /**
     * Sends them to {@code collector}.
     *
     * @param servers the URL of a remote server, by its name
     * @param shown what may be told of a name that a caller chose
     */
    public Tracing(
            Collector collector,
            Collector.Self self,
            Function<String, Optional<URI>> servers,
            UnaryOperator<String> shown) {
        this.shown = shown;
        this.servers = servers;
        this.spans = new Losses("traces", collector.toString());
        this.exports = new Losses("metrics", collector.toString());
        this.provider = collector.tracing(self, spans);
        this.tracer = provider.tracerBuilder("dev.sallyport")
                .setInstrumentationVersion(self.version())
                .build();
        this.meters = collector.metering(self, exports);
        this.durations = new Durations(meters.meterBuilder("dev.sallyport")
                .setInstrumentationVersion(self.version())
                .build());
    }

    @Override
    public void begins(Exchange exchange) {
        if (Operation.isOperation(exchange)) {
            open.put(exchange, new Pair(server(exchange), null));
        }
    }

    @Override
    public void sent(Exchange exchange) {
        open.computeIfPresent(exchange, (_, pair) -> new Pair(pair.server(), client(exchange, pair.server())));
    }

    private Span server(Exchange exchange) {
        TraceContext said = exchange.trace();
        TraceContext head = exchange.envelope().trace();
        SpanBuilder builder = builder(exchange, SpanKind.SERVER, exchange.message())
                .setParent(context(said))
                .setStartTimestamp(exchange.began());
        if (!head.isNone() && !head.equals(said)) {
            builder.addLink(Span.fromContext(context(head)).getSpanContext());
        }
        Span server = builder.startSpan();
        SpanContext place = server.getSpanContext();
        exchange.spans(
                new Spans(place.isSampled() ? place(place, said.state()) : TraceContext.NONE, TraceContext.NONE));
        return server;
    }

    private Span client(Exchange exchange, Span server) {
        Span client = builder(exchange, SpanKind.CLIENT, Operation.own(exchange))
                .setParent(Context.root().with(server))
                .setStartTimestamp(at(exchange, exchange.tookNanos()))
                .startSpan();
        TraceContext sent = place(client.getSpanContext(), exchange.trace().state());
        exchange.spans(new Spans(exchange.spans().own(), sent));
        return client;
    }

    private SpanBuilder builder(Exchange exchange, SpanKind kind, Message message) {
        String method = shown.apply(Operation.method(exchange));
        String target = shown.apply(Operation.target(message));
        SpanBuilder builder = tracer.spanBuilder(target.isEmpty() ? method : method + " " + target)
                .setSpanKind(kind)
                .setAttribute("mcp.method.name", method);
        if (!target.isEmpty()) {
            builder.setAttribute(
                    method.equals(McpMethod.PROMPTS_GET) ? "gen_ai.prompt.name" : "gen_ai.tool.name", target);
        }
        if (method.equals(McpMethod.TOOLS_CALL)) {
            builder.setAttribute("gen_ai.operation.name", "execute_tool");
        }
        return builder;
    }

    @Override
    public void ended(Exchange exchange) {
        Pair begun = open.remove(exchange);
        if (begun != null || Operation.isOperation(exchange)) {
            end(exchange, begun == null ? new Pair(server(exchange), null) : begun);
            durations.ended(exchange);
        }
    }

    private void end(Exchange exchange, Pair pair) {
        Instant now = at(exchange, exchange.tookNanos());
        if (pair.client() != null) {
            Span client = pair.client();
            Optional<URI> url = servers.apply(exchange.server());
            put(client, "network.transport", url.isPresent() ? TCP : PIPE);
            url.ifPresent(remote -> {
                put(client, "server.address", remote.getHost());
                client.setAttribute("server.port", port(remote));
            });
            fail(client, Operation.upstreamError(exchange));
            client.end(
                    exchange.roundtrip().isReplied()
                            ? at(exchange, exchange.roundtrip().repliedNanos())
                            : now);
        }
        Span server = pair.server();
        put(server, "network.transport", exchange.envelope().carrier() == Carrier.STDIO ? PIPE : TCP);
        put(server, "mcp.protocol.version", Operation.version(exchange));
        put(server, "mcp.session.id", Operation.session(exchange));
        put(server, "sallyport.exchange", exchange.id());
        put(server, "sallyport.server", shown.apply(exchange.server()));
        put(server, "sallyport.reason", Operation.reason(exchange));
        put(server, "sallyport.policy.version", exchange.ruling().version());
        if (exchange.outcome() != null) {
            put(server, "sallyport.outcome", exchange.outcome().text());
        }
        fail(server, Operation.error(exchange));
        server.end(now);
    }

    private static void put(Span span, String name, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(name, value);
        }
    }

    private static void fail(Span span, String error) {
        if (!error.isEmpty()) {
            span.setAttribute("error.type", error).setStatus(StatusCode.ERROR);
        }
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    }

    /** When it was so long after the beginning: one clock for all, so that no span ends before it begins. */
    private static Instant at(Exchange exchange, long afterNanos) {
        return exchange.began().plusNanos(afterNanos);
    }

    private static TraceContext place(SpanContext span, String state) {
        return new TraceContext(
                span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex(), state);
    }

    private static Context context(TraceContext said) {
        return said.isNone()
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(
                                Context.root(),
                                Map.of(Meta.TRACEPARENT, said.traceparent(), Meta.TRACESTATE, said.state()),
                                Fields.GETTER);
    }

    /** Trace context as the SDK reads it. */
    private enum Fields implements TextMapGetter<Map<String, String>> {
        GETTER;

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }

    @Override
    public void ended(Session session, Session.End why) {
        durations.ended(session, why);
    }

    @Override
    public void endedAtServer(Session session, Session.End why) {
        durations.endedAtServer(session, why);
    }

    @Override
    public void write(MetricsText text) {
        spans.write(text, "Spans");
        exports.write(text, "Exports of metrics");
    }

    /** Why the collector does not get traces or metrics now; empty where it does. */
    public String problem() {
        return spans.problem().isEmpty() ? exports.problem() : spans.problem();
    }

    /** Sends what is left, for {@code within} at most. */
    public void close(Duration within) {
        // the SDK waits for metrics by itself, ten seconds where nobody answers
        Thread closing = Thread.ofPlatform()
                .daemon()
                .name("sallyport-traces-end")
                .start(() -> CompletableResultCode.ofAll(List.of(provider.shutdown(), meters.shutdown()))
                        .join(within.toMillis(), TimeUnit.MILLISECONDS));
        try {
            boolean _ = closing.join(within);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
