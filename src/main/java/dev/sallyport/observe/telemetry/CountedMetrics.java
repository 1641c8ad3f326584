package dev.sallyport.observe.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** Sends metrics, and counts what comes of each time. They are sums since the start: what is lost comes again with the next ones. */
final class CountedMetrics implements MetricExporter {
    private final MetricExporter exporter;
    private final Losses losses;

    CountedMetrics(MetricExporter exporter, Losses losses) {
        this.exporter = exporter;
        this.losses = losses;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        return losses.await(exporter.export(metrics), 1);
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
