package dev.sallyport.observe.telemetry;

import dev.sallyport.observe.Failures;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Who gets traces and metrics, over HTTP with protobuf. Source: OTLP 1.x, OTLP/HTTP.
 *
 * @param url its base
 * @param headers what goes with every request, secrets among them
 * @param ca the authorities in PEM of which one must vouch for it; empty for those that Java trusts
 * @param proxy through which it is reached
 * @param ratio of how many traces that begin here spans are sent, from 0 to 1
 */
public record Collector(URI url, Map<String, String> headers, String ca, Optional<URI> proxy, double ratio) {
    /** Its own words of failures would come as often as it fails. Held, because the log manager forgets what nobody holds. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** What does not get through soon is lost, so that new spans find room. */
    private static final RetryPolicy AGAIN = RetryPolicy.builder()
            .setMaxAttempts(3)
            .setInitialBackoff(Duration.ofMillis(500))
            .build();

    private static final int VALUE_CHARS_MAX = 256;

    /** This program, as a collector knows it. */
    public record Self(String version, String instance) {}

    /** What makes spans for it. */
    SdkTracerProvider tracing(Self self, Losses losses) {
        SDK.setLevel(Level.OFF);
        return SdkTracerProvider.builder()
                .setResource(resource(self))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(VALUE_CHARS_MAX)
                        .build())
                .addSpanProcessor(new SpanQueue(exporter(), losses))
                .build();
    }

    /** What makes metrics for it, once a minute. */
    SdkMeterProvider metering(Self self, Losses losses) {
        OtlpHttpMetricExporterBuilder exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(at("/v1/metrics"))
                .setConnectTimeout(CONNECT)
                .setTimeout(TIMEOUT)
                .setRetryPolicy(AGAIN);
        headers.forEach(exporter::addHeader);
        if (!ca.isEmpty()) {
            exporter.setTrustedCertificates(ca.getBytes(StandardCharsets.US_ASCII));
        }
        through().ifPresent(exporter::setProxyOptions);
        return SdkMeterProvider.builder()
                .setResource(resource(self))
                .registerMetricReader(PeriodicMetricReader.builder(new CountedMetrics(exporter.build(), losses))
                        .setInterval(INTERVAL)
                        .build())
                .build();
    }

    private Optional<ProxyOptions> through() {
        return proxy.map(url -> ProxyOptions.create(InetSocketAddress.createUnresolved(url.getHost(), url.getPort())));
    }

    private OtlpHttpSpanExporter exporter() {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(at("/v1/traces"))
                .setConnectTimeout(CONNECT)
                .setTimeout(TIMEOUT)
                .setRetryPolicy(AGAIN);
        headers.forEach(exporter::addHeader);
        if (!ca.isEmpty()) {
            exporter.setTrustedCertificates(ca.getBytes(StandardCharsets.US_ASCII));
        }
        through().ifPresent(exporter::setProxy);
        return exporter.build();
    }

    private String at(String path) {
        String base = url.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static Resource resource(Self self) {
        return Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "sallyport",
                        AttributeKey.stringKey("service.version"),
                        self.version(),
                        AttributeKey.stringKey("service.instance.id"),
                        self.instance())));
    }

    @Override
    public String toString() {
        return Failures.address(url);
    }
}
