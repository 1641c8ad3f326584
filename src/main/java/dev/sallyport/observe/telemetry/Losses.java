package dev.sallyport.observe.telemetry;

import dev.sallyport.observe.Failures;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.observe.MetricsText.Kind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a collector got, and what was lost on the way to it and why, told in the log once a minute at most. Safe for use by several threads. */
final class Losses {
    private static final System.Logger LOG = System.getLogger("sallyport.telemetry");
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String what;
    private final String where;
    private volatile String problem = "";
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final AtomicLong dueNanos = new AtomicLong(System.nanoTime());

    /** Of {@code what}, a noun in the plural, on their way to {@code where}. */
    Losses(String what, String where) {
        this.what = what;
        this.where = where;
    }

    /** Counts what comes of {@code count} that are on the way. */
    CompletableResultCode await(CompletableResultCode result, int count) {
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                sent.add(count);
                problem = "";
            } else {
                lost(count, why(result.getFailureThrowable()));
            }
        });
    }

    /** The SDK says nothing of an answer but that it was no success. */
    private String why(@Nullable Throwable failure) {
        return failure == null || (failure.getMessage() == null && failure.getCause() == null)
                ? where
                        + " answers with an error; compare `telemetry.headers` and the path of the URL, and look into its log"
                : Failures.reaching(where, failure);
    }

    /** Counts what is lost, and says why. */
    void lost(int count, String why) {
        lost.add(count);
        problem = why;
        long now = System.nanoTime();
        long due = dueNanos.get();
        if (now - due >= 0 && dueNanos.compareAndSet(due, now + MINUTE_NANOS)) {
            LOG.log(Level.WARNING, "{0} were lost, {1} since the start: {2}", what, lost.sum(), why);
        }
    }

    /** Why the latest did not get there; empty where it did. */
    String problem() {
        return problem;
    }

    /** Writes both counts; {@code each} says of what they are. */
    void write(MetricsText text, String each) {
        String got = "sallyport_" + what + "_sent_total";
        String missed = "sallyport_" + what + "_lost_total";
        text.family(got, Kind.COUNTER, each + " that the collector got.").sample(got, sent());
        text.family(missed, Kind.COUNTER, each + " that did not reach the collector.")
                .sample(missed, lost());
    }

    long sent() {
        return sent.sum();
    }

    long lost() {
        return lost.sum();
    }
}
