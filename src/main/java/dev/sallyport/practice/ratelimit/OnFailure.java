package dev.sallyport.practice.ratelimit;

/** What is done while gateways that count together cannot ask what was taken. */
public enum OnFailure {
    /** What is limited is refused. */
    DENY,
    /** Each gateway counts by itself. */
    LOCAL
}
