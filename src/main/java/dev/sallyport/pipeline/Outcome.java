package dev.sallyport.pipeline;

/** How an exchange ended; each ends once. */
public enum Outcome {
    /** The final answer of the server was handed over. */
    ANSWERED("answered"),
    /** A guard, or the pipeline itself, refused it. */
    DENIED("denied"),
    /** The server could not be reached or did not answer as it must. */
    UPSTREAM_FAILED("upstream-failed"),
    /** The client went away first. */
    CLIENT_GONE("client-gone"),
    /** It took longer than it may. */
    TIMED_OUT("timed-out"),
    /** What let the caller in ended first: its credential, its session, or the leave of the operator. */
    REVOKED("revoked"),
    /** The gateway stopped. */
    SHUT_DOWN("shut-down");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    /** The outcome as the record writes it. */
    public String text() {
        return text;
    }
}
