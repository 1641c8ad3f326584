package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.verdict.Reason;

/** Why this practice refuses. */
final class RatelimitReasons {
    /** So many requests, whatever they are, that the body is not even read. */
    static final Reason FLOOD = new Reason("ratelimit", "flood");
    /** More often than a rate allows. */
    static final Reason EXCEEDED = new Reason("ratelimit", "exceeded");
    /** More than a budget has left. */
    static final Reason BUDGET = new Reason("ratelimit", "budget");
    /** More at once than may be. */
    static final Reason CONCURRENCY = new Reason("ratelimit", "concurrency");
    /** Nobody knows what the gateways together have taken. */
    static final Reason UNAVAILABLE = new Reason("ratelimit", "unavailable");
    /** The same call again and again. */
    static final Reason REPEATED = new Reason("ratelimit", "repeated");

    private RatelimitReasons() {}
}
