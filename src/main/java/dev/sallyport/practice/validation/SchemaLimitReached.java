package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Reason;
import java.io.Serial;

/** Carries the reason out of the validator's callbacks, which have no other way to stop; never leaves this package. */
final class SchemaLimitReached extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    SchemaLimitReached(Reason reason) {
        super(reason.code(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
