package dev.sallyport.pipeline.trace;

import dev.sallyport.protocol.Meta;
import tools.jackson.databind.JsonNode;

/**
 * The place in a trace from which a message was sent. What is not exactly that is {@link #NONE}. Source: W3C Trace Context, Level 2, §3.2
 * and §3.3; MCP SEP-414.
 *
 * @param traceId 32 hexadecimal digits in small letters, not all zero; empty for none
 * @param spanId 16 of them likewise
 * @param flags two of them
 * @param state what tracing systems say of the trace in their own words; empty for nothing
 */
public record TraceContext(String traceId, String spanId, String flags, String state) {
    /** No trace. */
    public static final TraceContext NONE = new TraceContext("", "", "", "");

    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int LENGTH = 55;
    /** Later versions may be longer; without a bound a client could send anything behind the part that is known. */
    private static final int LENGTH_MAX = 128;

    /** What {@code traceparent} says, with no state. */
    public static TraceContext of(String traceparent) {
        return of(traceparent, "");
    }

    /** What {@code traceparent} says, with {@code tracestate} where that is sound. */
    public static TraceContext of(String traceparent, String tracestate) {
        return isSound(traceparent)
                ? new TraceContext(
                        traceparent.substring(TRACE_AT, SPAN_AT - 1),
                        traceparent.substring(SPAN_AT, FLAGS_AT - 1),
                        traceparent.substring(FLAGS_AT, LENGTH),
                        TraceState.isSound(tracestate) ? tracestate : "")
                : NONE;
    }

    /** What the metadata of a message says. */
    public static TraceContext of(JsonNode meta) {
        JsonNode traceparent = meta.get(Meta.TRACEPARENT);
        return traceparent == null
                ? NONE
                : of(traceparent.stringValue(""), meta.path(Meta.TRACESTATE).stringValue(""));
    }

    /** True for nothing. */
    public boolean isNone() {
        return traceId.isEmpty();
    }

    /** As it is sent on. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }

    /** True for the id of a trace. */
    public static boolean isTraceId(String text) {
        return text.length() == SPAN_AT - 1 - TRACE_AT && isId(text, 0, text.length());
    }

    /** True for the id of a span. */
    public static boolean isSpanId(String text) {
        return text.length() == FLAGS_AT - 1 - SPAN_AT && isId(text, 0, text.length());
    }

    /** True for a value of version 00, or of a later one that begins with the same. */
    static boolean isSound(String traceparent) {
        int length = traceparent.length();
        if (length < LENGTH
                || length > LENGTH_MAX
                || !isHex(traceparent, 0, 2)
                || traceparent.startsWith("ff")
                || traceparent.charAt(TRACE_AT - 1) != '-'
                || traceparent.charAt(SPAN_AT - 1) != '-'
                || traceparent.charAt(FLAGS_AT - 1) != '-') {
            return false;
        }
        return isId(traceparent, TRACE_AT, SPAN_AT - 1)
                && isId(traceparent, SPAN_AT, FLAGS_AT - 1)
                && isHex(traceparent, FLAGS_AT, LENGTH)
                && isEnd(traceparent);
    }

    private static boolean isEnd(String traceparent) {
        if (traceparent.length() == LENGTH) {
            return true;
        }
        return !traceparent.startsWith("00")
                && traceparent.charAt(LENGTH) == '-'
                && traceparent.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static boolean isId(String text, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= text.charAt(i) == '0';
        }
        return !zero && isHex(text, from, to);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
