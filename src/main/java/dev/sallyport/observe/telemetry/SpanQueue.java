package dev.sallyport.observe.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/** Spans that have ended and are not sent yet, 2048 at most: the queue of the SDK, bounded here so that every loss is counted. */
final class SpanQueue implements SpanProcessor {
    private static final int SPANS_MAX = 2048;

    private final AtomicInteger waiting = new AtomicInteger();
    private final Losses losses;
    private final BatchSpanProcessor queue;

    SpanQueue(SpanExporter exporter, Losses losses) {
        this.losses = losses;
        this.queue = BatchSpanProcessor.builder(new Counted(exporter))
                .setMaxQueueSize(SPANS_MAX)
                .build();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > SPANS_MAX) {
            waiting.decrementAndGet();
            losses.lost(1, "more than " + SPANS_MAX + " wait, for the collector takes them too slowly or not at all");
        } else {
            queue.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return queue.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return queue.forceFlush();
    }

    private final class Counted implements SpanExporter {
        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            return losses.await(exporter.export(spans), count).whenComplete(() -> waiting.addAndGet(-count));
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
}
