package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Meter;
import java.time.Duration;

/**
 * What is said where a limit has nothing left.
 *
 * @param observed true where nothing is refused
 */
record Refusing(boolean observed) {
    private static final Duration FULL_WAIT = Duration.ofSeconds(10);
    private static final Duration UNAVAILABLE_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT_MAX = Duration.ofDays(1);

    /** True for what the gateway and its operator ask, which no limit is about. */
    static boolean isOwn(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier == Carrier.OWN || carrier == Carrier.CONTROL;
    }

    /** True where {@code limit} refuses nothing. */
    boolean isObserved(Limit limit) {
        return observed || limit.isObserved();
    }

    /** The verdict of {@code limit}, of which {@code wait} was said. */
    Verdict refuse(Exchange exchange, Limit limit, long wait) {
        return refuse(exchange, limit.rule().reason(), limit.rule().id(), limit.isObserved(), wait);
    }

    /**
     * The same of the limit {@code id}, which refuses for {@code reason} or is only observed.
     *
     * @param wait in how many milliseconds it has what was asked, or why that is not known
     */
    Verdict refuse(Exchange exchange, Reason reason, String id, boolean watched, long wait) {
        boolean full = wait == Meter.FULL;
        Reason why = wait == Counter.UNAVAILABLE ? RatelimitReasons.UNAVAILABLE : reason;
        String detail = full ? id + " full" : id;
        if (observed || watched) {
            exchange.note("observe", why, detail);
            return Verdict.PASS;
        }
        exchange.note("limit", why, detail);
        return new Verdict.Deny(why, new Hint.RetryAfter(after(wait)));
    }

    private static Duration after(long wait) {
        if (wait == Meter.FULL) {
            return FULL_WAIT;
        }
        return wait == Counter.UNAVAILABLE ? UNAVAILABLE_WAIT : Duration.ofMillis(Math.min(wait, WAIT_MAX.toMillis()));
    }
}
