package dev.sallyport.pipeline;

import java.util.concurrent.TimeoutException;

/** A question of ours that a server did not answer, with the reason that a client would have heard. */
public final class UpstreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    /** A failure for {@code reason}. */
    public UpstreamFailure(Reason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The reason behind {@code failure}, or {@code otherwise}. */
    public static Reason reasonOf(Throwable failure, Reason otherwise) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UpstreamFailure known) {
                return known.reason();
            }
            if (cause instanceof TimeoutException) {
                return Reasons.TIMEOUT;
            }
        }
        return otherwise;
    }
}
