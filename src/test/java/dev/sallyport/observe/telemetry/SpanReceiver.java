package dev.sallyport.observe.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A receiver of traces and metrics, over HTTP with protobuf. */
public final class SpanReceiver implements AutoCloseable {
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Resource> resources = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final String scheme;
    volatile int status = 200;

    /** Listens on a free port of this machine. */
    public SpanReceiver(Optional<SSLContext> tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls.isPresent()) {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            server = secure;
        } else {
            server = HttpServer.create(address, 0);
        }
        scheme = tls.isPresent() ? "https" : "http";
        server.createContext("/base/v1/traces", this::take);
        server.createContext("/base/v1/metrics", this::takeMetrics);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request =
                ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
        if (status == 200) {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            request.getResourceSpansList().forEach(resource -> {
                resources.add(resource.getResource());
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            });
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void takeMetrics(HttpExchange exchange) throws IOException {
        ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes())
                .getResourceMetricsList()
                .forEach(resource -> resource.getScopeMetricsList().forEach(scope -> scope.getMetricsList()
                        .forEach(metric -> metrics.put(metric.getName(), metric))));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** The points of the histogram {@code name}, as they came last. */
    public List<HistogramDataPoint> histogram(String name) {
        Metric metric = metrics.get(name);
        return metric == null ? List.of() : metric.getHistogram().getDataPointsList();
    }

    /** The attributes of a point, as text. */
    public static Map<String, String> facts(HistogramDataPoint point) {
        return facts(point.getAttributesList());
    }

    /** Where it listens, and a path of its own below that. */
    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/base/");
    }

    /** What it got. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** The one span of that kind. */
    public Span only(Span.SpanKind kind) {
        List<Span> all = spans.stream().filter(span -> span.getKind() == kind).toList();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " spans of kind " + kind + ": " + spans);
        }
        return all.getFirst();
    }

    List<String> keys() {
        return List.copyOf(keys);
    }

    /** What the spans are of. */
    public Map<String, String> resource() {
        return facts(resources.getFirst().getAttributesList());
    }

    /** The attributes of a span, as text. */
    public static Map<String, String> facts(Span span) {
        return facts(span.getAttributesList());
    }

    private static Map<String, String> facts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    /** An id as it is written. */
    public static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
