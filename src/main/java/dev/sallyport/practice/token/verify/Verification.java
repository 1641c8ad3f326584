package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Reason;
import java.time.Duration;

/** What the verifier says of a token. */
public sealed interface Verification {
    /** It is what it says. */
    record Verified(VerifiedToken token) implements Verification {}

    /** It is not accepted. */
    record Refused(Reason reason) implements Verification {}

    /** Its issuer cannot be asked, so nothing can be said. */
    record Unavailable(Duration retryAfter) implements Verification {}

    /** It takes work, or a question, that does not belong on a loop. */
    record Elsewhere(Lane lane) implements Verification {}
}
