package dev.sallyport.pipeline.event;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import java.util.concurrent.TimeoutException;

/** A question of ours that a server did not answer, with the reason that a client would have heard. */
public final class UpstreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final transient Hint hint;

    /** A failure for {@code reason}, about which a client can do what {@code hint} says. */
    public UpstreamFailure(Reason reason, Hint hint) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
        this.hint = hint;
    }

    /** A failure for {@code reason}. */
    public UpstreamFailure(Reason reason) {
        this(reason, Hint.NONE);
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

    /** What a client can do about {@code failure}. */
    public static Hint hintOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UpstreamFailure known) {
                return known.hint;
            }
        }
        return Hint.NONE;
    }
}
