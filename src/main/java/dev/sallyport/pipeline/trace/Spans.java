package dev.sallyport.pipeline.trace;

import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.node.ObjectNode;

/**
 * The places that an exchange has in a trace, where traces are made.
 *
 * @param own that of the exchange itself, where it is kept
 * @param sent that of what goes to a server
 */
public record Spans(TraceContext own, TraceContext sent) {
    /** None are made. */
    public static final Spans NONE = new Spans(TraceContext.NONE, TraceContext.NONE);

    /** {@code message} as a part of the trace: like its id, its place there is ours. */
    public Message outward(Message message) {
        if (sent.isNone()
                || message instanceof Message.Response
                || !(message instanceof Message.Spoken spoken)
                || !(spoken.content().isMissingNode() || spoken.content().isObject())) {
            return message;
        }
        ObjectNode meta = Shallow.copy(Meta.of(spoken.content()));
        meta.put(Meta.TRACEPARENT, sent.traceparent());
        if (sent.state().isEmpty()) {
            meta.remove(Meta.TRACESTATE);
        } else {
            meta.put(Meta.TRACESTATE, sent.state());
        }
        return spoken.with(Shallow.with(spoken.content(), Meta.MEMBER, meta));
    }
}
