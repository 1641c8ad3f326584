package dev.sallyport.practice.validation.schema;

import com.networknt.schema.SchemaException;
import dev.sallyport.pipeline.verdict.Reason;
import java.io.Serial;

/**
 * Carries the reason out of the validator's callbacks, which have no other way to stop; never leaves this package. It is
 * of the validator's own family, because the validator logs all others together with the schema's text.
 */
final class SchemaLimitReached extends SchemaException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    SchemaLimitReached(Reason reason) {
        super(reason.code());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
