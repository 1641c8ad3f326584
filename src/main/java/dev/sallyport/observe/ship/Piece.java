package dev.sallyport.observe.ship;

import dev.sallyport.pipeline.trace.TraceContext;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that is sent: an entry, a checkpoint, or that something is missing.
 *
 * @param number the number of the entry; −1 for what is none
 * @param event what happened
 * @param time when it happened
 * @param isNotable true for what somebody should look at: a refusal, a failure, a signal, damage
 * @param trace of which trace it is part
 * @param json a JSON object in one line, without its end
 */
record Piece(long number, String event, Instant time, boolean isNotable, Trace trace, String json) {
    /** What is part of no trace. */
    Piece(long number, String event, Instant time, boolean isNotable, String json) {
        this(number, event, time, isNotable, Trace.NONE, json);
    }

    /**
     * A place in a trace.
     *
     * @param id 32 hexadecimal digits; empty for none
     * @param span 16 of them; empty for none
     */
    record Trace(String id, String span) {
        private static final Trace NONE = new Trace("", "");

        /** What {@code entry} says, unless the rules of the sink have put another word there. */
        static Trace of(ObjectNode entry) {
            String id = entry.path("trace").stringValue("");
            String span = entry.path("span").stringValue("");
            return TraceContext.isTraceId(id) ? new Trace(id, TraceContext.isSpanId(span) ? span : "") : NONE;
        }
    }
}
