package dev.sallyport.pipeline;

import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;

/**
 * Judges exchanges and messages in flight. A guard holds no state of any message, never waits, never calls another guard,
 * and answers from memory or returns {@link Verdict.Defer}.
 */
public interface Guard {
    /** Where in the path it stands. */
    Phase phase();

    /** The inbound messages that it wants to see. */
    default MethodSet inboundFor() {
        return MethodSet.NONE;
    }

    /** The outbound messages that it wants to see, by the method that they answer or carry. */
    default MethodSet outboundFor() {
        return MethodSet.NONE;
    }

    /** Judges the envelope, before any byte of the body is read; asked in phases ADMIT and IDENTIFY only. */
    default Verdict admit(Exchange exchange) {
        return Verdict.PASS;
    }

    /** Judges a message on its way to the server. */
    default Verdict inbound(Exchange exchange, Message message) {
        return Verdict.PASS;
    }

    /** Judges a message on its way to the client. */
    default Verdict outbound(Exchange exchange, Message message) {
        return Verdict.PASS;
    }
}
