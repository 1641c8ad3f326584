package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.ratelimit.count.Meter;
import java.time.Duration;

/**
 * What is said where a limit has nothing left.
 *
 * @param observed true where nothing is refused
 */
record Refusing(boolean observed) {
    private static final Duration FULL_WAIT = Duration.ofSeconds(10);
    private static final Duration WAIT_MAX = Duration.ofDays(1);

    /** True for what the gateway and its operator ask, which no limit is about. */
    static boolean isOwn(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier == Carrier.OWN || carrier == Carrier.CONTROL;
    }

    /** The verdict of {@code limit}, which has what was asked in {@code waitMillis}, or {@link Meter#FULL}. */
    Verdict refuse(Exchange exchange, Limit limit, long waitMillis) {
        return refuse(exchange, limit.rule().reason(), limit.rule().id(), limit.isObserved(), waitMillis);
    }

    /** The same of the limit {@code id}, which refuses for {@code reason} or is only observed. */
    Verdict refuse(Exchange exchange, Reason reason, String id, boolean watched, long waitMillis) {
        boolean full = waitMillis == Meter.FULL;
        String detail = full ? id + " full" : id;
        if (observed || watched) {
            exchange.note("observe", reason, detail);
            return Verdict.PASS;
        }
        exchange.note("limit", reason, detail);
        Duration wait = full ? FULL_WAIT : Duration.ofMillis(Math.min(waitMillis, WAIT_MAX.toMillis()));
        return new Verdict.Deny(reason, new Hint.RetryAfter(wait));
    }
}
